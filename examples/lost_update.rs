//! Two clients add to a counter: each gets the value, then sets it. One of the two can be lost.
//!
//! ```text
//! T1  ├─ get → 0 ─┤               ├─ set 1 ─┤
//! T2                 ├─ get → 0 ─┤             ├─ set 1 ─┤
//! ```

use lockstep::Runner;
use lockstep::scheduler::BugFound;
use lockstep::sync::Arc;
use lockstep::sync::atomic::{AtomicU64, Ordering::SeqCst};
use lockstep::thread;

/// Adds in two steps: somebody else can add between them.
pub(crate) fn broken() {
    count_to_two(|counter| {
        let value = counter.load(SeqCst);
        counter.store(value + 1, SeqCst);
    });
}

/// Adds in one step.
pub(crate) fn correct() {
    count_to_two(|counter| {
        counter.fetch_add(1, SeqCst);
    });
}

fn count_to_two(add: fn(&AtomicU64)) {
    let counter = Arc::new(AtomicU64::new(0));
    let clients: Vec<_> = (0..2)
        .map(|_| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || add(&counter))
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
    assert_eq!(counter.load(SeqCst), 2, "an update is lost");
}

/// Searches for the schedule that shows the bug.
pub(crate) fn search(runner: &Runner) -> Box<BugFound> {
    runner.try_run(broken).expect_err("it is broken")
}

fn main() {
    Runner::new().run(correct);
    println!("{}", search(&Runner::new().test("lost_update")));
}
