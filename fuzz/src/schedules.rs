//! What holds for every schedule: a correct program passes, and a failure of a broken one is the same
//! again when its trace is replayed.

use lockstep_scheduler::strategy::Bytes;
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::sync::{Arc, Condvar, Mutex, mpsc};
use lockstep_scheduler::{Runner, thread};

/// A program, and whether no schedule makes it fail.
type Program = (fn(), bool);

const PROGRAMS: [Program; 5] = [
    (counts_in_one_step, true),
    (hands_over, true),
    (counts_in_two_steps, false),
    (locks_in_two_orders, false),
    (waits_without_looking, false),
];

/// Runs the program of this number, wrapped around, once under the schedule that the bytes say.
pub fn run_schedule(program: u8, schedule: &[u8]) {
    let (body, is_correct) = PROGRAMS[usize::from(program) % PROGRAMS.len()];
    let bytes = schedule.to_vec();
    let runner = Runner::new()
        .iterations(1)
        .without_traces()
        .strategy_with("bytes", move || Bytes::new(bytes.clone()));
    if let Err(bug) = runner.try_run(body) {
        assert!(!is_correct, "{bug}");
        assert_eq!(bug.divergence, None, "{bug}");
        let again = runner.replay(&bug.trace, body).expect_err("it failed");
        assert_eq!(again.reason, bug.reason, "{bug}");
        let text = bug.trace.to_string();
        assert_eq!(text.parse().as_ref(), Ok(&bug.trace), "{text}");
    }
}

/// Runs this twice, side by side, and waits for both.
fn twice(act: impl Fn() + Clone + Send + 'static) {
    let tasks = [(); 2].map(|()| thread::spawn(act.clone()));
    for task in tasks {
        task.join().expect("it does not panic");
    }
}

fn counts_in_one_step() {
    let count = Arc::new(AtomicU32::new(0));
    let same = Arc::clone(&count);
    twice(move || {
        same.fetch_add(1, SeqCst);
    });
    assert_eq!(count.load(SeqCst), 2);
}

fn counts_in_two_steps() {
    let count = Arc::new(AtomicU32::new(0));
    let same = Arc::clone(&count);
    twice(move || same.store(same.load(SeqCst) + 1, SeqCst));
    assert_eq!(count.load(SeqCst), 2);
}

fn hands_over() {
    let (sender, receiver) = mpsc::sync_channel(1);
    let task = thread::spawn(move || (0..3).try_for_each(|number| sender.send(number)));
    assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(task.join().expect("it does not panic"), Ok(()));
}

fn locks_in_two_orders() {
    let locks = [(); 2].map(|()| Arc::new(Mutex::new(())));
    let [one, other] = locks.clone();
    let task = thread::spawn(move || {
        let _one = one.lock();
        let _other = other.lock();
    });
    let [one, other] = locks;
    {
        let _other = other.lock();
        let _one = one.lock();
    }
    task.join().expect("it does not panic");
}

fn waits_without_looking() {
    let bell = Arc::new((Mutex::new(()), Condvar::new()));
    let same = Arc::clone(&bell);
    let task = thread::spawn(move || same.1.notify_one());
    let held = bell.0.lock().expect("nobody panicked");
    drop(bell.1.wait(held));
    task.join().expect("it does not panic");
}
