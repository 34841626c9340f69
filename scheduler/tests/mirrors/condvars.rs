use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lockstep_scheduler::sync::mpsc::channel;
use lockstep_scheduler::sync::{Arc, Condvar, Mutex, PoisonError};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Failure, thread};

use crate::{everywhere, failure, outcomes};

type Shared = Arc<(Mutex<u32>, Condvar)>;

#[test]
fn a_task_waits_until_the_condition_holds() {
    everywhere(|| {
        let shared = Shared::default();
        let other = Arc::clone(&shared);
        let setter = thread::spawn(move || {
            for _ in 0..3 {
                *other.0.lock().unwrap() += 1;
                other.1.notify_one();
            }
        });
        let guard = shared.0.lock().unwrap();
        let guard = shared.1.wait_while(guard, |count| *count < 3).unwrap();
        assert_eq!(*guard, 3);
        drop(guard);
        setter.join().unwrap();
    });
}

/// Who wakes first when three wait, one is notified, and then all are.
fn first_to_wake() -> usize {
    let shared = Shared::default();
    let (sender, woken) = channel();
    let waiters: Vec<_> = (0..3)
        .map(|number| {
            let (shared, sender) = (Arc::clone(&shared), sender.clone());
            thread::spawn(move || {
                let mut guard = shared.0.lock().unwrap();
                *guard += 1;
                let guard = shared.1.wait(guard).unwrap();
                sender.send(number).unwrap();
                drop(guard);
            })
        })
        .collect();
    while *shared.0.lock().unwrap() < 3 {
        thread::yield_now();
    }
    shared.1.notify_one();
    let first = woken.recv().unwrap();
    shared.1.notify_all();
    for waiter in waiters {
        waiter.join().unwrap();
    }
    first
}

#[test]
fn whoever_waits_can_be_the_one_that_is_woken() {
    assert_eq!(outcomes(first_to_wake), BTreeSet::from([0, 1, 2]));
}

#[test]
fn each_notification_wakes_one() {
    let failure = failure(|| {
        let shared = Shared::default();
        let waiters: Vec<_> = (0..3)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let mut guard = shared.0.lock().unwrap();
                    *guard += 1;
                    drop(shared.1.wait(guard).unwrap());
                })
            })
            .collect();
        while *shared.0.lock().unwrap() < 3 {
            thread::yield_now();
        }
        shared.1.notify_one();
        shared.1.notify_one();
        for waiter in waiters {
            waiter.join().unwrap();
        }
    });
    let Failure::Deadlock { waiting } = &failure else {
        panic!("{failure}");
    };
    let wakes = |it: &&lockstep_scheduler::Waiting| it.operation.kind.name() == "wake";
    assert_eq!(waiting.iter().filter(wakes).count(), 1, "{failure}");
}

#[test]
fn whoever_comes_after_a_notification_has_no_part_in_it() {
    let failure = failure(|| {
        let shared = Shared::default();
        let other = Arc::clone(&shared);
        let waiter = thread::spawn(move || {
            let guard = other.0.lock().unwrap();
            drop(other.1.wait(guard).unwrap());
        });
        shared.1.notify_one();
        waiter.join().unwrap();
    });
    let said = failure.to_string();
    assert!(said.contains("T1 waits to wake condvar 0"), "{said}");
}

#[test]
fn two_notifications_wake_two_of_four() {
    let woken = outcomes(|| {
        let shared = Shared::default();
        let (sender, woken) = channel();
        let waiters: Vec<_> = (0..4)
            .map(|number| {
                let (shared, sender) = (Arc::clone(&shared), sender.clone());
                thread::spawn(move || {
                    let mut guard = shared.0.lock().unwrap();
                    *guard += 1;
                    drop(shared.1.wait(guard).unwrap());
                    sender.send(number).unwrap();
                })
            })
            .collect();
        while *shared.0.lock().unwrap() < 4 {
            thread::yield_now();
        }
        shared.1.notify_one();
        shared.1.notify_one();
        let mut pair = [woken.recv().unwrap(), woken.recv().unwrap()];
        pair.sort_unstable();
        shared.1.notify_all();
        for waiter in waiters {
            waiter.join().unwrap();
        }
        pair
    });
    assert_eq!(woken.len(), 6, "{woken:?}");
}

#[test]
fn whoever_comes_between_two_notifications_has_a_part_in_the_second() {
    let woken = outcomes(|| {
        let shared = Shared::default();
        let (sender, woken) = channel();
        let wait = |number: u32| {
            let (shared, sender) = (Arc::clone(&shared), sender.clone());
            thread::spawn(move || {
                let mut guard = shared.0.lock().unwrap();
                *guard += 1;
                drop(shared.1.wait(guard).unwrap());
                sender.send(number).unwrap();
            })
        };
        let wait_for = |count: u32| {
            while *shared.0.lock().unwrap() < count {
                thread::yield_now();
            }
        };
        let mut waiters = vec![wait(0), wait(1)];
        wait_for(2);
        shared.1.notify_one();
        waiters.push(wait(2));
        wait_for(3);
        shared.1.notify_one();
        let mut pair = [woken.recv().unwrap(), woken.recv().unwrap()];
        pair.sort_unstable();
        shared.1.notify_all();
        for waiter in waiters {
            waiter.join().unwrap();
        }
        pair
    });
    assert_eq!(woken, BTreeSet::from([[0, 1], [0, 2], [1, 2]]));
}

#[test]
fn a_wait_ends_in_time_or_by_a_notification() {
    let body = || {
        let shared = Shared::default();
        let other = Arc::clone(&shared);
        let late = thread::spawn(move || {
            thread::sleep(Duration::from_millis(300));
            other.1.notify_all();
        });
        let guard = shared.0.lock().unwrap();
        let start = Instant::now();
        let waited = shared.1.wait_timeout(guard, Duration::from_millis(1));
        let has_timed_out = waited.unwrap().1.timed_out();
        assert!(!has_timed_out || start.elapsed() >= Duration::from_millis(1));
        late.join().unwrap();
        has_timed_out
    };
    assert_eq!(outcomes(body), BTreeSet::from([true]));
    let body = || {
        let shared = Shared::default();
        let other = Arc::clone(&shared);
        let setter = thread::spawn(move || {
            *other.0.lock().unwrap() = 1;
            other.1.notify_all();
        });
        let guard = shared.0.lock().unwrap();
        let second = Duration::from_secs(1);
        let waited = shared.1.wait_timeout_while(guard, second, |set| *set == 0);
        let (guard, waited) = waited.unwrap();
        assert!(!waited.timed_out());
        drop(guard);
        setter.join().unwrap();
    };
    everywhere(body);
}

#[test]
fn a_condition_that_never_holds_is_given_up_in_time() {
    everywhere(|| {
        let shared = Shared::default();
        let start = Instant::now();
        let timeout = Duration::from_millis(2);
        let guard = shared.0.lock().unwrap();
        let waited = shared.1.wait_timeout_while(guard, timeout, |_| true);
        assert!(waited.unwrap().1.timed_out());
        assert!(start.elapsed() >= timeout);
    });
}

#[test]
fn a_mutex_that_is_poisoned_meanwhile_is_poisoned_after_the_wait() {
    everywhere(|| {
        let shared = Shared::default();
        let other = Arc::clone(&shared);
        let poisons = thread::spawn(move || {
            let caught = catch_unwind(AssertUnwindSafe(|| {
                let mut guard = other.0.lock().unwrap_or_else(PoisonError::into_inner);
                *guard = 1;
                panic!("with the lock");
            }));
            assert!(caught.is_err());
            other.1.notify_one();
        });
        let waited = match shared.0.lock() {
            Ok(guard) => shared.1.wait_while(guard, |set| *set == 0),
            poisoned => poisoned,
        };
        assert_eq!(*waited.unwrap_err().into_inner(), 1);
        poisons.join().unwrap();
    });
}
