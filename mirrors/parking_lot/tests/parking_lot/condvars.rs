//! Condition variables, in executions.

use std::sync::Arc;

use lockstep_parking_lot::{Condvar, Mutex, MutexGuard};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Runner, thread};

use crate::{Seen, fails, holds, is_proved};

const SECOND: Duration = Duration::from_secs(1);

type Pair = Arc<(Mutex<u32>, Condvar)>;

fn pair() -> (Pair, Pair) {
    let pair = Pair::default();
    (Arc::clone(&pair), pair)
}

#[test]
fn finds_a_wake_up_that_is_missed() {
    let failure = fails(|| {
        let (pair, other) = pair();
        let task = thread::spawn(move || {
            *other.0.lock() = 1;
            other.1.notify_one();
        });
        // What is looked at has to be looked at with the mutex held until the wait.
        if *pair.0.lock() == 0 {
            pair.1.wait(&mut pair.0.lock());
        }
        task.join().unwrap();
    });
    assert!(failure.contains("condvar 0"), "{failure}");
}

#[test]
fn proves_that_a_wake_up_is_not_missed_that_is_waited_for_rightly() {
    let executions = is_proved(|| {
        let (pair, other) = pair();
        let task = thread::spawn(move || {
            *other.0.lock() = 1;
            other.1.notify_one();
        });
        let mut guard = pair.0.lock();
        pair.1.wait_while(&mut guard, |number| *number == 0);
        assert_eq!(*guard, 1);
        drop(guard);
        task.join().unwrap();
    });
    assert!(executions > 1);
}

#[test]
fn says_how_many_were_woken() {
    let seen = Seen::default();
    let noted = seen.clone();
    holds(move || {
        let (pair, other) = pair();
        let tasks = [other.clone(), other].map(|pair| {
            thread::spawn(move || {
                let mut guard = pair.0.lock();
                pair.1
                    .wait_while_for(&mut guard, |number| *number == 0, SECOND);
            })
        });
        let mut guard = pair.0.lock();
        *guard = 1;
        let (one, all) = (pair.1.notify_one(), pair.1.notify_all());
        drop(guard);
        noted.note((one, all));
        for task in tasks {
            task.join().unwrap();
        }
    });
    assert_eq!(seen.all(), ["(false, 0)", "(true, 0)", "(true, 1)"]);
}

#[test]
fn a_wait_ends_both_ways_with_early_timers() {
    let seen = Seen::default();
    let noted = seen.clone();
    let body = move || {
        let (pair, other) = pair();
        let task = thread::spawn(move || {
            *other.0.lock() = 1;
            other.1.notify_all();
        });
        let mut guard = pair.0.lock();
        let waited = pair
            .1
            .wait_while_for(&mut guard, |number| *number == 0, SECOND);
        noted.note(waited.timed_out());
        drop(guard);
        task.join().unwrap();
    };
    let runner = Runner::new().iterations(400).early_timers();
    assert!(runner.search(body).is_ok());
    assert_eq!(seen.all(), ["false", "true"]);
}

#[test]
fn nobody_notified_is_a_timeout_in_virtual_time() {
    holds(|| {
        let (pair, _other) = pair();
        let start = Instant::now();
        let mut guard = pair.0.lock();
        assert!(pair.1.wait_for(&mut guard, SECOND).timed_out());
        assert!(
            pair.1
                .wait_until(&mut guard, start + SECOND * 3)
                .timed_out()
        );
        assert_eq!(start.elapsed(), SECOND * 3);
        assert_eq!(
            *MutexGuard::mutex(&guard)
                .try_lock()
                .as_deref()
                .unwrap_or(&7),
            7
        );
    });
}
