//! What each strategy promises of the schedules it chooses.

use std::collections::BTreeMap;
use std::sync::{Arc as StdArc, Mutex as StdMutex};

use expect_test::expect;
use lockstep_scheduler::strategy::{Named, Random, Replay, Strategy, Unfollowed};
use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use lockstep_scheduler::{Execution, Failure, Next, Point, Profile, Runner, Step, TaskId, thread};
use lockstep_seed::Seed;
use proptest::prelude::*;

const NAMES: [&str; 12] = [
    "mix",
    "random",
    "pct",
    "fair_pct",
    "idpct",
    "race_pct",
    "pos",
    "reads_from",
    "urw",
    "surw",
    "round_robin",
    "exhaustive",
];

/// The schedules of a search, one after another.
type Schedules = StdArc<StdMutex<Vec<Vec<TaskId>>>>;

/// Writes down what a strategy chooses, and checks that it is ready.
struct Watched {
    strategy: Box<dyn Strategy>,
    schedules: Schedules,
}

impl Strategy for Watched {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        let begins = self.strategy.begin(execution);
        if begins {
            self.schedules.lock().unwrap().push(Vec::new());
        }
        begins
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let task = self.strategy.choose(point);
        assert!(point.is_ready(task), "{task} is not ready");
        let mut schedules = self.schedules.lock().unwrap();
        schedules.last_mut().unwrap().push(task);
        task
    }

    fn end(&mut self, steps: &[Step]) -> Next {
        self.strategy.end(steps)
    }
}

/// Returns a runner of one thread, and where it writes the schedules.
fn watched(name: &str) -> (Runner, Schedules) {
    let schedules = Schedules::default();
    let named: Named = name.parse().unwrap();
    let kept = StdArc::clone(&schedules);
    let make = move || Watched {
        strategy: named.make(),
        schedules: StdArc::clone(&kept),
    };
    let runner = Runner::new()
        .threads(1.try_into().unwrap())
        .strategy_with(name, make);
    (runner, schedules)
}

fn schedules(name: &str, seed: u64, iterations: u64, body: fn()) -> Vec<Vec<TaskId>> {
    let (runner, schedules) = watched(name);
    let runner = runner.seed(Seed::from(seed)).iterations(iterations);
    runner.search(body).expect("the body never fails");
    let schedules = schedules.lock().unwrap();
    schedules.clone()
}

/// Two tasks, the main one and another, that do `steps` operations each.
fn two(objects: [Arc<AtomicUsize>; 2], steps: usize) {
    let [ours, theirs] = objects;
    let other = thread::spawn(move || {
        for _ in 0..steps {
            theirs.fetch_add(1, SeqCst);
        }
    });
    for _ in 0..steps {
        ours.fetch_add(1, SeqCst);
    }
    other.join().unwrap();
}

fn two_on_one(steps: usize) {
    let object = Arc::new(AtomicUsize::new(0));
    two([Arc::clone(&object), object], steps);
}

/// Tasks that wait, are spawned by others, yield, and hold locks.
fn busy() {
    let lock = Arc::new(lockstep_scheduler::sync::Mutex::new(0));
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                let child = Arc::clone(&lock);
                let child = thread::spawn(move || *child.lock().unwrap() += 1);
                thread::yield_now();
                *lock.lock().unwrap() += 1;
                child.join().unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.join().unwrap();
    }
    assert_eq!(*lock.lock().unwrap(), 6);
}

/// Spins until another task has set a flag.
fn spin() {
    let flag = Arc::new(AtomicBool::new(false));
    let other = Arc::clone(&flag);
    let setter = thread::spawn(move || other.store(true, SeqCst));
    while !flag.load(SeqCst) {}
    setter.join().unwrap();
}

/// Counts how often a task of [`two`] is left that could go on; before its last step, a join, it cannot.
fn preemptions(schedule: &[TaskId]) -> usize {
    let schedule = &schedule[..schedule.len() - 1];
    let last_of = |task| schedule.iter().rposition(|&other| other == task);
    let pairs = schedule.windows(2).enumerate();
    let left = pairs.filter(|(place, pair)| pair[0] != pair[1] && last_of(pair[0]) > Some(*place));
    left.count()
}

fn binomial(n: u64, k: u64) -> u64 {
    (0..k).fold(1, |product, i| product * (n - i) / (i + 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_strategy_chooses_only_what_is_ready(seed: u64, place in 0..NAMES.len()) {
        let all = schedules(NAMES[place], seed, 20, busy);
        prop_assert_eq!(all.len(), 20);
    }

    #[test]
    fn the_same_seed_gives_the_same_schedules(seed: u64, place in 0..NAMES.len()) {
        let all = || schedules(NAMES[place], seed, 20, busy);
        prop_assert_eq!(all(), all());
    }

    #[test]
    fn pct_of_depth_one_never_leaves_a_task_that_could_go_on(seed: u64) {
        for schedule in schedules("pct:1", seed, 20, || two_on_one(10)) {
            // The main task may be left for the other one when it has spawned that.
            prop_assert!(preemptions(&schedule) <= 1, "{:?}", schedule);
        }
    }

    #[test]
    fn pct_demotes_as_often_as_its_depth_says(seed: u64, depth in 1..6_usize) {
        let name = format!("pct:{depth}");
        for schedule in schedules(&name, seed, 20, || two_on_one(10)) {
            prop_assert!(preemptions(&schedule) <= depth, "{:?}", schedule);
        }
    }

    #[test]
    fn a_schedule_is_followed_to_its_end(seed: u64) {
        for schedule in schedules("random", seed, 5, busy) {
            for unfollowed in [Unfollowed::Diverges, Unfollowed::Skips] {
                let list = schedule.clone();
                let make = move || Replay::new(list.clone(), unfollowed);
                let runner = Runner::new().iterations(1).strategy_with("replay", make);
                prop_assert!(runner.search(busy).is_ok());
            }
        }
    }

    #[test]
    fn any_schedule_is_followed_as_far_as_it_can_be(seed: u64, kept in prop::collection::vec(any::<bool>(), 50)) {
        for schedule in schedules("random", seed, 2, busy) {
            let pairs = schedule.into_iter().zip(kept.iter().cycle());
            let list: Vec<TaskId> = pairs.filter(|(_, kept)| **kept).map(|(task, _)| task).collect();
            let make = move || Replay::new(list.clone(), Unfollowed::Skips);
            let runner = Runner::new().iterations(1).strategy_with("replay", make);
            prop_assert!(runner.search(busy).is_ok());
        }
    }
}

#[test]
fn exhaustive_runs_each_interleaving_of_two_tasks_once() {
    for steps in 0..6 {
        let (runner, schedules) = watched("exhaustive");
        let statistics = runner
            .iterations(10_000)
            .search(move || two_on_one(usize::try_from(steps).unwrap()))
            .expect("it never fails");
        // The other task has one step more, its first.
        let count = binomial(2 * steps + 1, steps);
        assert_eq!(statistics.executions, count);
        assert!(statistics.is_exhausted);
        let mut distinct = schedules.lock().unwrap().clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len() as u64, count);
    }
}

#[test]
fn exhaustive_is_not_done_when_the_iterations_are() {
    let runner = Runner::new().strategy(Named::Exhaustive).iterations(10);
    let statistics = runner.search(|| two_on_one(5)).expect("it never fails");
    assert_eq!(statistics.executions, 10);
    assert!(!statistics.is_exhausted);
}

#[test]
fn exhaustive_finds_the_only_schedule_that_fails() {
    let body = || {
        let count = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&count);
        let other = thread::spawn(move || {
            let before = seen.load(SeqCst);
            assert!((before, seen.load(SeqCst)) != (1, 3), "between");
        });
        for _ in 0..4 {
            count.fetch_add(1, SeqCst);
        }
        other.join().unwrap();
    };
    let runner = Runner::new().strategy(Named::Exhaustive).iterations(1_000);
    runner.search(body).expect_err("one of them fails");
}

#[test]
fn exhaustive_tells_where_a_body_hangs_on_more_than_the_schedule() {
    static RUNS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let body = || {
        if RUNS.fetch_add(1, SeqCst) == 3 {
            thread::spawn(|| {});
        }
        two_on_one(3);
    };
    let runner = Runner::new().strategy(Named::Exhaustive).iterations(100);
    let (iteration, failure) = runner.search(body).expect_err("the fourth is another");
    assert_eq!(iteration, 3);
    assert_eq!(
        failure.to_string(),
        "step 4 is not what it was: 3 tasks can go on where there were 2 after the same choices"
    );
}

#[test]
fn exhaustive_is_not_done_where_a_body_ends_early() {
    static RUNS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let body = || {
        if RUNS.fetch_add(1, SeqCst) < 3 {
            two_on_one(3);
        }
    };
    let runner = Runner::new().strategy(Named::Exhaustive).iterations(100);
    let (iteration, failure) = runner.search(body).expect_err("the fourth is another");
    assert_eq!(iteration, 4);
    assert!(matches!(failure, Failure::Divergence { .. }), "{failure}");
}

#[test]
fn pos_keeps_the_priority_of_what_does_not_race() {
    let body = || two([0, 0].map(|_| Arc::new(AtomicUsize::new(0))), 1);
    let all = schedules("pos", 1, 3_000, body);
    // spawn, then `ours` before or after either of `begin` and `theirs`.
    for place in 0..3 {
        let ours = |schedule: &&Vec<TaskId>| {
            schedule[2..5].iter().position(|&task| task == TaskId::MAIN) == Some(place)
        };
        let count = all.iter().filter(ours).count();
        // With priorities x of `ours`, y of `begin` and z of `theirs`: x > y, y > x > z, and the rest. Were
        // x drawn anew after `begin`, which races with nothing, it were 1,500, 750 and 750.
        let expected = [1_500, 500, 1_000][place];
        assert!(count.abs_diff(expected) < 120, "{place}: {count}");
    }
}

#[test]
fn the_uniform_walk_chooses_every_order_of_two_tasks_alike() {
    let body = || {
        let count = Arc::new(AtomicUsize::new(0));
        let tasks = [0, 1].map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                count.fetch_add(1, SeqCst);
                count.fetch_add(1, SeqCst);
            })
        });
        for task in tasks {
            task.join().unwrap();
        }
    };
    let mut counts = BTreeMap::new();
    let mut all = schedules("urw", 1, 10_000, body);
    // Once both are spawned, only they can go on until one of them has ended.
    all.retain(|schedule| schedule[..3] == [TaskId::MAIN; 3]);
    let share = all.len() / 20;
    for mut schedule in all {
        schedule.retain(|&task| task != TaskId::MAIN);
        *counts.entry(schedule).or_insert(0_usize) += 1;
    }
    assert_eq!(counts.len() as u64, binomial(6, 3));
    for (schedule, count) in counts {
        assert!(count.abs_diff(share) < share / 3, "{schedule:?}: {count}");
    }
}

/// Writes down what each execution is estimated by.
struct Noting {
    strategy: Random,
    /// By iteration: the schedule of the execution that it goes by.
    estimates: StdArc<StdMutex<BTreeMap<u64, Option<Vec<TaskId>>>>>,
}

impl Strategy for Noting {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        let tasks = |profile: &Profile| profile.taken.iter().map(|step| step.task).collect();
        let mut estimates = self.estimates.lock().unwrap();
        estimates.insert(execution.iteration, execution.profile.map(tasks));
        self.strategy.begin(execution)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.strategy.choose(point)
    }
}

#[test]
fn an_execution_goes_by_the_same_estimate_however_many_threads_search() {
    let estimates = |threads: usize| {
        let estimates = StdArc::default();
        let kept = StdArc::clone(&estimates);
        let make = move || Noting {
            strategy: Random::new(),
            estimates: StdArc::clone(&kept),
        };
        let runner = Runner::new().threads(threads.try_into().unwrap());
        let runner = runner.iterations(700).strategy_with("noting", make);
        runner.search(busy).expect("it never fails");
        estimates.lock().unwrap().clone()
    };
    let one = estimates(1);
    for threads in [2, 40] {
        assert_eq!(estimates(threads), one, "with {threads} threads");
    }
    let mut distinct: Vec<_> = one.into_values().collect();
    distinct.dedup();
    // Nothing for the first, and then one each fifty executions.
    assert_eq!(distinct.len(), 1 + 700 / 50);
}

/// Two tasks that look at one number and change it, between many operations on their own.
fn few_in_many() {
    let count = Arc::new(AtomicUsize::new(0));
    let tasks = [0, 1].map(|_| {
        let count = Arc::clone(&count);
        thread::spawn(move || {
            let own = AtomicUsize::new(0);
            let busy = || {
                for _ in 0..20 {
                    own.fetch_add(1, SeqCst);
                }
            };
            busy();
            count.fetch_add(1, SeqCst);
            busy();
            count.fetch_add(1, SeqCst);
            busy();
        })
    });
    for task in tasks {
        task.join().unwrap();
    }
}

#[test]
fn the_selective_walk_chooses_every_order_of_the_uses_of_an_object_alike() {
    let mut counts = BTreeMap::new();
    let all = schedules("surw", 1, 6_001, few_in_many);
    for schedule in &all[1..] {
        // The 22nd and the 43rd step of each task are those on what both use.
        let mut taken = [0; 3];
        let mut order = Vec::new();
        for task in schedule {
            let taken = &mut taken[task.number() as usize];
            *taken += 1;
            if *task != TaskId::MAIN && (*taken == 22 || *taken == 43) {
                order.push(task.number());
            }
        }
        *counts.entry(order).or_insert(0_usize) += 1;
    }
    assert_eq!(counts.len() as u64, binomial(4, 2));
    for (order, count) in counts {
        assert!(count.abs_diff(1_000) < 150, "{order:?}: {count}");
    }
}

#[test]
fn reads_come_first_and_later_however_many_others_write() {
    const WRITERS: usize = 20;
    static FOUND: [std::sync::atomic::AtomicUsize; 2] =
        [const { std::sync::atomic::AtomicUsize::new(0) }; 2];
    let body = || {
        let value = Arc::new(AtomicUsize::new(0));
        let writers = [0; WRITERS].map(|_| {
            let value = Arc::clone(&value);
            thread::spawn(move || value.store(1, SeqCst))
        });
        let reader = {
            let value = Arc::clone(&value);
            thread::spawn(move || value.load(SeqCst))
        };
        FOUND[reader.join().unwrap()].fetch_add(1, SeqCst);
        for writer in writers {
            writer.join().unwrap();
        }
    };
    drop(schedules("reads_from", 1, 1_001, body));
    // A third to a half of the constraints hold the writers back. By chance the reader were the first of 21,
    // and 48 times of a thousand.
    let [first, later] = [0, 1].map(|value| FOUND[value].load(SeqCst));
    assert!(first > 200 && later > 200, "{first} and {later}");
}

#[test]
fn race_directed_pct_leaves_a_task_only_before_what_races() {
    for schedule in &schedules("race_pct:3", 1, 1_000, few_in_many)[1..] {
        let mut taken = [0; 3];
        for pair in schedule.windows(2) {
            let [task, next] = [pair[0], pair[1]].map(|task| task.number() as usize);
            taken[task] += 1;
            // The last of its 63 steps is the last use of what is its own.
            let could_go_on = task != 0 && taken[task] < 63;
            if could_go_on && task != next {
                let is_before = taken[task] == 21 || taken[task] == 42;
                assert!(is_before, "T{task} is left after {} steps", taken[task]);
            }
        }
    }
}

#[test]
fn a_pinned_seed_has_pinned_schedules() {
    let digits = |name: &str| {
        let second = schedules(name, 42, 2, || two_on_one(6)).remove(1);
        second
            .iter()
            .map(|task| task.to_string().replace('T', ""))
            .collect::<String>()
    };
    let all: Vec<String> = NAMES
        .map(|name| format!("{name} {}", digits(name)))
        .into_iter()
        .collect();
    expect![[r"
        mix 0001010011101010
        random 0010100110010110
        pct 0010000001111110
        fair_pct 0010000001111110
        idpct 0001100000111110
        race_pct 0011000000111110
        pos 0000001101011110
        reads_from 0000001101111100
        urw 0010100110010110
        surw 0011111100100000
        round_robin 0010101010101010
        exhaustive 0000000101111110"]]
    .assert_eq(&all.join("\n"));
}

#[test]
fn round_robin_lets_each_task_take_a_step_in_turn() {
    let all = schedules("round_robin", 1, 2, || two_on_one(3));
    let numbers = |schedule: &Vec<TaskId>| {
        schedule
            .iter()
            .map(|task| task.number())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&all[0]), [0, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
    assert_eq!(all[0], all[1]);
}

#[test]
fn a_loop_that_waits_is_soon_left_by_all_that_are_named() {
    for name in NAMES.into_iter().filter(|&name| name != "exhaustive") {
        for schedule in schedules(name, 1, 100, spin) {
            assert!(schedule.len() < 200, "{name}: {} steps", schedule.len());
        }
    }
}

#[test]
fn a_schedule_that_cannot_be_followed_names_the_first_step_that_cannot() {
    let follow = |numbers: &[usize]| {
        let tasks = schedules("round_robin", 1, 1, || two_on_one(3)).remove(0);
        let tasks = [tasks[0], tasks[2]];
        let list: Vec<TaskId> = numbers.iter().map(|&number| tasks[number]).collect();
        let make = move || Replay::new(list.clone(), Unfollowed::Diverges);
        let runner = Runner::new().iterations(1).strategy_with("replay", make);
        let (_, failure) = runner.search(|| two_on_one(1)).expect_err("it diverges");
        failure.to_string()
    };
    assert_eq!(
        follow(&[0, 1]),
        "step 2 is not what it was: the schedule goes on with T1, which was not spawned"
    );
    assert_eq!(
        follow(&[0, 0, 1, 1, 1]),
        "step 5 is not what it was: the schedule goes on with T1, which has ended"
    );
    assert!(follow(&[0, 0, 0, 0]).starts_with(
        "step 4 is not what it was: the schedule goes on with T0, which waits to join at "
    ));
    assert_eq!(
        follow(&[0, 0]),
        "step 3 is not what it was: the schedule has no more steps, and the program goes on"
    );
}

#[test]
fn a_strategy_that_chooses_what_is_not_ready_is_told_so() {
    struct Stubborn;
    impl Strategy for Stubborn {
        fn begin(&mut self, _: &Execution<'_>) -> bool {
            true
        }

        fn choose(&mut self, _: &Point<'_>) -> TaskId {
            TaskId::MAIN
        }
    }
    let runner = Runner::new().strategy_with("stubborn", || Stubborn);
    let (_, failure) = runner
        .search(|| two_on_one(1))
        .expect_err("main has to wait");
    assert_eq!(
        failure.to_string(),
        "the strategy chose T0, which cannot go on"
    );
}

#[test]
fn names_are_read_back_as_they_are_written() {
    for name in NAMES
        .into_iter()
        .chain(["pct:3", "fair_pct:2-4", "idpct:1-1000", "dpor", "dpor:0"])
    {
        let named: Named = name.parse().unwrap();
        assert_eq!(named.to_string(), name);
    }
    assert_eq!("pct:1-5".parse::<Named>().unwrap().to_string(), "pct");
}

#[test]
fn names_that_are_none_say_what_was_expected() {
    let error = |text: &str| text.parse::<Named>().unwrap_err().to_string();
    let depth = "expected a number from 1 to 1000, or two such as 2-4";
    assert_eq!(
        error("pct:0"),
        format!(r#"depth of strategy pct is "0"; {depth}"#)
    );
    assert_eq!(
        error("pct:"),
        format!(r#"depth of strategy pct is ""; {depth}"#)
    );
    assert_eq!(
        error("idpct:4-2"),
        format!(r#"depth of strategy idpct is "4-2"; {depth}"#)
    );
    assert_eq!(
        error("pct:+3"),
        format!(r#"depth of strategy pct is "+3"; {depth}"#)
    );
    assert_eq!(
        error("pos:3"),
        r#"strategy pos has no depth; "3" follows its name"#
    );
    assert_eq!(
        error("dpor:few"),
        r#"bound of strategy dpor is "few"; expected a number of pre-emptions from 0 to 1000000"#
    );
    assert_eq!(
        error("Random"),
        r#"strategy is "Random"; expected mix, random, pct, fair_pct, idpct, race_pct, pos, reads_from, urw, surw, round_robin, dpor or exhaustive"#
    );
}
