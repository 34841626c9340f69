//! What a run promises: its history holds what clients did, processes are given up where nobody knows, stages
//! follow each other, and an end comes in good order.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use lockstep_generator::{
    Ask, Context, Event, EventKind, Generator, NEVER, cycle, each_thread, list,
};
use lockstep_history::{Kind, Outcome, Process, ReadOptions, Recording, Value};
use lockstep_models::{Counter, CounterOp, CounterRet};
use lockstep_seed::Seed;
use lockstep_workloads::{
    BoxedSystem, Calls, Client, ClientError, Nemesis, Opening, Ready, RunError, Stop, System,
    WORKERS_MAX, Watch, Workers, Workload,
};

type Op = CounterOp;
type Ret = CounterRet;

fn counter() -> BoxedSystem<Op, Ret> {
    let sum = AtomicU64::new(0);
    Box::new(Calls::new(move |op: &Op| match op {
        CounterOp::Add(amount) => {
            sum.fetch_add(amount.unsigned_abs(), Ordering::SeqCst);
            Ok(CounterRet::Done)
        }
        CounterOp::Read => {
            let sum = sum.load(Ordering::SeqCst);
            Ok(CounterRet::Got(i64::try_from(sum).expect("small")))
        }
    }))
}

fn workers(count: u32) -> Workers {
    Workers::new(count, Seed::from(1))
}

fn adds(count: u64) -> impl Generator<Op = Op> + Clone + Send + Sync {
    cycle([CounterOp::Add(1)]).expect("one op").take(count)
}

#[test]
fn all_that_the_generator_gives_is_done_once() {
    let last = each_thread(|_| list([CounterOp::Read]));
    let workload = Workload::new("counter", counter(), adds(1000)).last(last);
    let run = workers(8).run(&workload).unwrap();
    let operations = run.history.operations();
    assert_eq!(operations.len(), 1008);
    // The last reads begin when all adds have ended.
    for read in &operations[1000..] {
        assert_eq!(read.outcome, Outcome::Done(Some(CounterRet::Got(1000))));
    }
    assert!(run.complaints.is_empty());
}

#[test]
fn nobody_is_an_error() {
    let workload = Workload::new("counter", counter(), adds(1));
    let error = workers(0).run(&workload).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a run has 0 workers; expected at least 1"
    );
}

#[test]
fn more_workers_than_a_run_has_room_for_are_an_error() {
    let workload = Workload::new("counter", counter(), adds(1));
    for count in [WORKERS_MAX + 1, 4_000_000_000] {
        let error = workers(count).run(&workload).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("a run has {count} workers; expected at most 10000")
        );
    }
}

#[test]
fn a_process_is_given_up_where_nobody_knows() {
    let lost = Calls::new(|_: &Op| Err::<Ret, _>(ClientError::info("no answer")));
    let run = workers(3)
        .run(&Workload::new("lost", lost, adds(12)))
        .unwrap();
    let processes: BTreeSet<u64> = run
        .history
        .operations()
        .iter()
        .map(|op| op.process)
        .collect();
    assert_eq!(processes.len(), 12, "each process acts once");
    let unknown = |outcome: &Outcome<Ret>| *outcome == Outcome::Unknown;
    assert!(
        run.history
            .operations()
            .iter()
            .all(|op| unknown(&op.outcome))
    );
}

/// A system that counts who opens and closes, and cannot be opened at first.
#[derive(Default)]
struct Doors {
    refusals: AtomicU32,
    opened: AtomicU32,
    closed: Arc<AtomicU32>,
    seeds: Mutex<Vec<(u32, u64, Seed)>>,
}

struct Door(Arc<AtomicU32>);

impl System for Entrance {
    type Op = Op;
    type Ret = Ret;

    fn open(&self, opening: &Opening) -> Result<Box<dyn Client<Op, Ret>>, ClientError> {
        let doors = &self.0;
        let mut seeds = doors.seeds.lock().unwrap();
        seeds.push((opening.worker, opening.process, opening.seed));
        if doors.refusals.load(Ordering::SeqCst) > 0 {
            doors.refusals.fetch_sub(1, Ordering::SeqCst);
            return Err(ClientError::info("refused"));
        }
        doors.opened.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(Door(Arc::clone(&doors.closed))))
    }
}

/// Doors that a test keeps looking at.
struct Entrance(Arc<Doors>);

impl Client<Op, Ret> for Door {
    fn invoke(&mut self, op: &Op) -> Result<Ret, ClientError> {
        match op {
            CounterOp::Add(_) => Err(ClientError::info("no answer")),
            CounterOp::Read => Ok(CounterRet::Got(0)),
        }
    }

    fn close(self: Box<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn what_cannot_be_opened_did_not_happen_and_the_next_op_tries_again() {
    let doors = Arc::new(Doors {
        refusals: AtomicU32::new(2),
        ..Doors::default()
    });
    let system = Entrance(Arc::clone(&doors));
    let ops = list([CounterOp::Read; 3]);
    let run = workers(1)
        .run(&Workload::new("doors", system, ops))
        .unwrap();
    let outcomes: Vec<_> = run
        .history
        .operations()
        .iter()
        .map(|op| op.outcome.clone())
        .collect();
    let got = Outcome::Done(Some(CounterRet::Got(0)));
    assert_eq!(outcomes, [Outcome::Failed, Outcome::Failed, got]);
}

#[test]
fn each_process_has_a_client_and_a_seed_of_its_own() {
    let doors = Arc::new(Doors::default());
    let system = Entrance(Arc::clone(&doors));
    let ops = each_thread(|_| list([CounterOp::Read, CounterOp::Add(1), CounterOp::Read]));
    workers(2)
        .run(&Workload::new("doors", system, ops))
        .unwrap();
    assert_eq!(doors.opened.load(Ordering::SeqCst), 4);
    assert_eq!(doors.closed.load(Ordering::SeqCst), 4);
    let mut seeds = doors.seeds.lock().unwrap().clone();
    seeds.sort_by_key(|&(_, process, _)| process);
    let of: Vec<_> = seeds
        .iter()
        .map(|&(worker, process, _)| (worker, process))
        .collect();
    assert_eq!(of, [(0, 0), (1, 1), (0, 2), (1, 3)]);
    let distinct: BTreeSet<String> = seeds.iter().map(|(_, _, seed)| seed.to_string()).collect();
    assert_eq!(distinct.len(), 4);
}

/// Notes what it is told to do, and refuses `2`.
#[derive(Clone, Default)]
struct Noting(Arc<Mutex<Vec<u8>>>);

impl Nemesis for Noting {
    type Fault = u8;

    fn describe(&self, fault: &u8) -> (String, Value) {
        ("note".into(), Value::Int(i64::from(*fault)))
    }

    fn cause(&self, fault: &u8) -> Result<Value, Box<dyn Error + Send + Sync>> {
        self.0.lock().unwrap().push(*fault);
        if *fault == 2 {
            return Err("2 is too much".into());
        }
        Ok(Value::from("noted"))
    }
}

#[test]
fn faults_end_with_the_clients_and_healing_comes_before_the_last_operations() {
    let nemesis = Noting::default();
    let noted = Arc::clone(&nemesis.0);
    let heard = Arc::clone(&noted);
    let sees_healed = Calls::new(move |op: &Op| match op {
        CounterOp::Add(_) => {
            thread::sleep(Duration::from_millis(2));
            Ok(CounterRet::Done)
        }
        CounterOp::Read => {
            let last = heard.lock().unwrap().last().copied().unwrap_or_default();
            Ok(CounterRet::Got(last.into()))
        }
    });
    let pause = Duration::from_millis(1);
    let faults = cycle([1, 2]).unwrap().delay(pause);
    let workload = Workload::new("noting", sees_healed, adds(20))
        .nemesis(nemesis, faults)
        .heal(list([9]))
        .last(list([CounterOp::Read]));
    let run = workers(2).run(&workload).unwrap();
    let read = run.history.operations().last().unwrap();
    assert_eq!(read.outcome, Outcome::Done(Some(CounterRet::Got(9))));
    let noted = noted.lock().unwrap();
    assert!(noted.len() > 2, "{noted:?}");
    assert_eq!(run.faults.len(), 2 * noted.len(), "each begins and ends");
    let refused = run
        .faults
        .iter()
        .filter_map(|caused| caused.error.as_deref());
    assert!(refused.clone().all(|error| error == "2 is too much"));
    assert!(refused.count() > 0);
}

#[test]
fn a_panic_of_a_client_goes_on_once_the_others_have_ended() {
    let bomb = Calls::new(|op: &Op| match op {
        CounterOp::Add(_) => Ok(CounterRet::Done),
        CounterOp::Read => panic!("it burst"),
    });
    let ops = cycle([CounterOp::Add(1), CounterOp::Add(1), CounterOp::Read]).unwrap();
    let workload = Workload::new("bomb", bomb, ops);
    let panic = catch_unwind(AssertUnwindSafe(|| workers(4).run(&workload))).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"it burst"));
}

#[test]
fn a_panic_of_a_generator_ends_the_run() {
    let ops = adds(100).map(|op| {
        assert_ne!(op, CounterOp::Add(1), "the generator is wrong");
        op
    });
    let workload = Workload::new("counter", counter(), ops);
    let panic = catch_unwind(AssertUnwindSafe(|| workers(4).run(&workload))).unwrap_err();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(said.contains("the generator is wrong"), "{said}");
}

/// Waits an hour until something has happened, and then is done.
#[derive(Clone)]
struct Impatient {
    given: u64,
    heard: bool,
}

impl Generator for Impatient {
    type Op = Op;

    fn ask(&mut self, context: &Context) -> Ask<Op> {
        match (self.given, self.heard) {
            (0, _) => {
                self.given = 1;
                Ask::Op(CounterOp::Add(1))
            }
            (_, false) => Ask::Wait(context.time_ns() + 3_600_000_000_000),
            (1, true) => {
                self.given = 2;
                Ask::Wait(context.time_ns() + 1_000_000)
            }
            _ => Ask::Done,
        }
    }

    fn update(&mut self, _: &Context, event: &Event<'_>) {
        self.heard |= event.kind == EventKind::Ok;
    }
}

#[test]
fn a_sleeper_does_not_sleep_past_what_it_heard_later() {
    let began = Instant::now();
    let slow = Calls::new(|_: &Op| {
        thread::sleep(Duration::from_millis(20));
        Ok(CounterRet::Done)
    });
    let generator = Impatient {
        given: 0,
        heard: false,
    };
    workers(3)
        .run(&Workload::new("slow", slow, generator))
        .unwrap();
    assert!(began.elapsed() < Duration::from_secs(600));
}

#[test]
fn a_generator_that_waits_for_nothing_is_told_so() {
    let workload = Workload::new("stuck", counter(), Waiting);
    let panic = catch_unwind(AssertUnwindSafe(|| workers(2).run(&workload))).unwrap_err();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(said.contains("while nothing is going on"), "{said}");
}

#[derive(Clone)]
struct Waiting;

impl Generator for Waiting {
    type Op = Op;

    fn ask(&mut self, _: &Context) -> Ask<Op> {
        Ask::Wait(NEVER)
    }
}

#[test]
fn a_generator_that_panics_when_it_is_told_ends_the_run() {
    let workload = Workload::new("counter", counter(), Touchy);
    let panic = catch_unwind(AssertUnwindSafe(|| workers(3).run(&workload))).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"do not tell me"));
}

#[derive(Clone)]
struct Touchy;

impl Generator for Touchy {
    type Op = Op;

    fn ask(&mut self, _: &Context) -> Ask<Op> {
        Ask::Op(CounterOp::Read)
    }

    fn update(&mut self, _: &Context, event: &Event<'_>) {
        assert!(event.kind == EventKind::Invoke, "do not tell me");
    }
}

#[test]
fn a_run_that_is_stopped_ends_what_is_open_and_begins_nothing_more() {
    let watch = Watch::default();
    let stop = watch.stop.clone();
    let tally = Arc::clone(&watch.tally);
    let stopping = thread::spawn(move || {
        while tally.ok() < 10 {
            thread::yield_now();
        }
        stop.stop();
    });
    let ops = cycle([CounterOp::Add(1)]).unwrap();
    let run = workers(4)
        .run_watched(&Workload::new("counter", counter(), ops), &watch)
        .unwrap();
    stopping.join().unwrap();
    let completed = |op: &lockstep_history::Operation<Op, Ret>| op.completed.is_some();
    assert!(run.history.operations().iter().all(completed));
    assert_eq!(watch.tally.invoked(), watch.tally.ok());
}

#[test]
fn sleepers_hear_of_a_stop() {
    let watch = Watch::default();
    let stop: Stop = watch.stop.clone();
    let ops = adds(2).delay(Duration::from_secs(3600));
    let began = Instant::now();
    let stopping = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        stop.stop();
    });
    let run = workers(3)
        .run_watched(&Workload::new("counter", counter(), ops), &watch)
        .unwrap();
    stopping.join().unwrap();
    assert_eq!(run.history.operations().len(), 1);
    assert!(began.elapsed() < Duration::from_secs(600));
}

/// A system in which the first operation that is this one never ends.
fn hung(on: Op) -> BoxedSystem<Op, Ret> {
    let met = AtomicU32::new(0);
    Box::new(Calls::new(move |op: &Op| {
        if *op == on && met.fetch_add(1, Ordering::SeqCst) == 0 {
            loop {
                thread::park();
            }
        }
        Ok(CounterRet::Done)
    }))
}

/// Leaves whoever does not end behind soon.
fn impatient() -> Watch {
    Watch {
        grace: Some(Duration::from_millis(20)),
        ..Watch::default()
    }
}

#[test]
fn whoever_does_not_end_is_left_behind_after_the_grace() {
    let ops = list([CounterOp::Add(1), CounterOp::Read]);
    let workload = Workload::new("hung", hung(CounterOp::Read), ops);
    let run = workers(2).run_watched(&workload, &impatient()).unwrap();
    // Either of the two may have begun first.
    for operation in run.history.operations() {
        let is_unknown = operation.outcome == Outcome::Unknown;
        assert_eq!(is_unknown, operation.op == CounterOp::Read);
    }
    assert_eq!(run.complaints, ["1 worker did not end and was left behind"]);
}

#[test]
fn last_operations_are_done_without_whoever_was_left_behind() {
    let workload = Workload::new("hung", hung(CounterOp::Add(1)), adds(5))
        .nemesis(Noting::default(), list([]))
        .heal(list([9]))
        .last(each_thread(|_| list([CounterOp::Read])));
    let run = workers(3).run_watched(&workload, &impatient()).unwrap();
    let operations = run.history.operations();
    let reads = operations.iter().filter(|op| op.op == CounterOp::Read);
    assert_eq!(reads.count(), 2);
    let open = operations.iter().filter(|op| op.completed.is_none());
    assert_eq!(open.count(), 1);
    assert_eq!(run.faults.len(), 2, "it healed");
}

#[test]
fn the_nemesis_heals_what_clients_wait_for() {
    let nemesis = Noting::default();
    let healed = Arc::clone(&nemesis.0);
    let waits = Calls::new(move |_: &Op| {
        while !healed.lock().unwrap().contains(&9) {
            thread::yield_now();
        }
        Ok(CounterRet::Done)
    });
    // The third worker learns that there is nothing more to do while the others wait.
    let workload = Workload::new("waits", waits, adds(2))
        .nemesis(nemesis, list([1]))
        .heal(list([9]));
    let run = workers(3).run(&workload).unwrap();
    assert_eq!(run.history.operations().len(), 2);
}

#[test]
fn a_panic_while_a_client_is_opened_ends_the_run() {
    struct Bursts;
    impl System for Bursts {
        type Op = Op;
        type Ret = Ret;

        fn open(&self, _: &Opening) -> Result<Box<dyn Client<Op, Ret>>, ClientError> {
            panic!("no way in")
        }
    }
    let workload = Workload::new("bursts", Bursts, adds(10));
    let panic = catch_unwind(AssertUnwindSafe(|| workers(3).run(&workload))).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"no way in"));
}

#[test]
fn more_workers_than_a_workload_was_made_for_are_refused() {
    let workload = Counter::ready()
        .workload(counter(), 2, Seed::from(1))
        .unwrap();
    let workload = workload.with_main(|main| main.take(100));
    let panic = catch_unwind(AssertUnwindSafe(|| workers(3).run(&workload))).unwrap_err();
    let said = panic.downcast_ref::<String>().unwrap();
    assert_eq!(
        said,
        "worker 2 asks, and the workload was made for 2 workers"
    );
}

#[test]
fn a_setup_that_fails_runs_nothing() {
    struct Closed;
    impl System for Closed {
        type Op = Op;
        type Ret = Ret;

        fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
            Err("there is no table".into())
        }

        fn open(&self, _: &Opening) -> Result<Box<dyn Client<Op, Ret>>, ClientError> {
            panic!("nothing is opened")
        }
    }
    let error = workers(1)
        .run(&Workload::new("closed", Closed, adds(1)))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the setup of closed failed: there is no table"
    );
}

/// A file in memory that others can look at.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn every_prefix_of_a_journal_is_a_history_that_explains_itself() {
    let file = Shared::default();
    let nemesis = Noting::default();
    let workload = Workload::new(
        "counter",
        counter(),
        cycle([CounterOp::Add(1), CounterOp::Read])
            .unwrap()
            .take(200),
    )
    .nemesis(nemesis, list([]))
    .heal(list([1, 2]));
    let watch = Watch::default();
    workers(4)
        .journal(&workload, &watch, Counter::new(), file.clone())
        .unwrap();
    let text = file.0.lock().unwrap().clone();
    let lines: Vec<&[u8]> = text.split_inclusive(|&byte| byte == b'\n').collect();
    assert_eq!(lines.len(), 404);
    let mut times = Vec::new();
    for end in [1, 7, 100, 250, 404] {
        let bytes = lines[..end].concat();
        let recording =
            Recording::from_bytes(&bytes, "history.jsonl", None, ReadOptions::default()).unwrap();
        times = recording
            .events()
            .map(|event| event.time().unwrap())
            .collect();
        let faults = recording.events().filter(|event| event.client().is_none());
        for fault in faults {
            assert_eq!(*fault.process(), Process::Other("nemesis".into()));
            assert_eq!(fault.kind(), Kind::Info);
        }
    }
    assert!(times.is_sorted());
    assert!(
        String::from_utf8(text)
            .unwrap()
            .contains("\"error\":\"2 is too much\"")
    );
}

#[test]
fn a_journal_that_cannot_be_written_ends_the_run() {
    struct Full(u32);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 > 5 {
                return Err(io::Error::other("the disk is full"));
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let ops = cycle([CounterOp::Add(1)]).unwrap();
    let workload = Workload::new("counter", counter(), ops);
    let ended = workers(2).journal(&workload, &Watch::default(), Counter::new(), Full(0));
    let error = ended.unwrap_err();
    assert!(matches!(error, RunError::Write(_)));
    assert_eq!(
        error.to_string(),
        "the history cannot be written: the disk is full"
    );
}
