//! Bodies that are hard on a scheduler.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::PoisonError;

use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering};
use lockstep_scheduler::sync::{Arc, Condvar, Mutex};
use lockstep_scheduler::{Category, Failure, Runner, thread};
use lockstep_seed::Seed;

fn runner(iterations: u64) -> Runner {
    Runner::new().iterations(iterations).seed(Seed::from(7))
}

fn failure(body: impl Fn() + Send + Sync + 'static) -> Failure {
    let (_, failure) = runner(200)
        .search(body)
        .expect_err("it fails under some schedule");
    failure
}

static COUNT: AtomicUsize = AtomicUsize::new(40);

#[test]
fn a_static_atomic_is_fresh_in_every_execution_on_every_thread() {
    let body = || {
        let others: Vec<_> = (0..2)
            .map(|_| thread::spawn(|| COUNT.fetch_add(1, Ordering::SeqCst)))
            .collect();
        let seen: BTreeSet<usize> = others
            .into_iter()
            .map(|other| other.join().unwrap())
            .collect();
        assert_eq!(seen, BTreeSet::from([40, 41]));
    };
    runner(500).search(body).expect("each counts from 40");
    assert_eq!(COUNT.load(Ordering::SeqCst), 40);
}

#[test]
fn a_process_can_leave_a_hundred_thousand_tasks_behind() {
    let body = || {
        let others: Vec<_> = (0..1_000).map(|_| thread::spawn(thread::park)).collect();
        for other in others {
            other.join().unwrap();
        }
    };
    for seed in 0..100 {
        let (_, failure) = Runner::new()
            .iterations(1)
            .seed(Seed::from(seed))
            .search(body)
            .expect_err("nobody unparks them");
        assert!(matches!(failure, Failure::Deadlock { .. }), "{failure}");
    }
}

static SHARED: Mutex<usize> = Mutex::new(0);

#[test]
fn what_an_execution_leaves_in_a_mutex_is_not_carried_into_the_next() {
    let body = || *SHARED.lock().unwrap() += 1;
    let failure = failure(body);
    assert!(
        failure
            .to_string()
            .contains("this mutex was used by another execution"),
        "{failure}"
    );
}

#[test]
fn a_thousand_tasks_run() {
    let body = || {
        let count = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..1_000)
            .map(|_| {
                let count = Arc::clone(&count);
                thread::spawn(move || count.fetch_add(1, Ordering::SeqCst))
            })
            .collect();
        for task in tasks {
            task.join().unwrap();
        }
        assert_eq!(count.load(Ordering::SeqCst), 1_000);
    };
    runner(20).search(body).expect("all of them count");
}

#[test]
fn two_searches_run_side_by_side() {
    let search = || {
        runner(300)
            .search(|| lost_update(2))
            .map_err(|(iteration, _)| iteration)
    };
    let alone = search();
    let found: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(search))
        .map(|thread| thread.join().unwrap())
        .collect();
    assert!(alone.is_err());
    assert!(found.iter().all(|other| *other == alone), "{found:?}");
}

#[test]
fn a_run_within_a_run_is_a_run() {
    let body = || {
        let inner = runner(100).search(|| lost_update(2));
        assert!(inner.is_err());
    };
    runner(3)
        .search(body)
        .expect("the inner run finds the bug each time");
}

#[test]
fn a_lock_that_is_held_when_the_body_ends_is_let_go() {
    let body = || {
        let mutex = Arc::new(Mutex::new(0));
        let waits = Arc::clone(&mutex);
        thread::spawn(move || *waits.lock().unwrap() += 1);
        let guard = mutex.lock();
        std::mem::forget(guard);
    };
    runner(100).search(body).expect("nobody is waited for");
}

/// Says when it is dropped.
struct Dropped(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
}

#[test]
fn what_tasks_hold_that_have_not_ended_is_dropped() {
    let drops = std::sync::Arc::<std::sync::atomic::AtomicUsize>::default();
    let counter = std::sync::Arc::clone(&drops);
    let body = move || {
        let held = Dropped(std::sync::Arc::clone(&counter));
        let mutex = Arc::new(Mutex::new(()));
        let waits = Arc::clone(&mutex);
        let guard = mutex.lock().unwrap_or_else(PoisonError::into_inner);
        thread::spawn(move || {
            let _held = held;
            let _guard = waits.lock();
        });
        std::mem::forget(guard);
    };
    runner(100).search(body).expect("nobody is waited for");
    assert_eq!(drops.load(std::sync::atomic::Ordering::SeqCst), 100);
}

#[test]
fn a_destructor_that_waits_for_a_lock_of_a_task_that_is_left_ends_nothing() {
    struct Locks(Arc<Mutex<u32>>);
    impl Drop for Locks {
        fn drop(&mut self) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    }
    let body = || {
        let mutex = Arc::new(Mutex::new(0));
        let locks = Locks(Arc::clone(&mutex));
        thread::spawn(move || {
            let _guard = mutex.lock().unwrap();
            thread::park();
        });
        thread::spawn(move || {
            let _locks = locks;
            thread::park();
        });
    };
    runner(100).search(body).expect("nobody is waited for");
}

/// Waits in its destructor until somebody says that it is done.
struct Waits(Arc<(Mutex<bool>, Condvar)>);

impl Drop for Waits {
    fn drop(&mut self) {
        let (is_done, changed) = &*self.0;
        let mut guard = is_done.lock().unwrap_or_else(PoisonError::into_inner);
        while !*guard {
            guard = (changed.wait(guard)).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[test]
fn a_destructor_of_a_task_that_is_left_over_may_not_wait_for_ever() {
    let body = || {
        let waits = Waits(Arc::default());
        let other = Waits(Arc::clone(&waits.0));
        thread::spawn(move || {
            let _waits = waits;
            thread::park();
        });
        // It may be left before it has begun.
        thread::spawn(move || drop(other));
    };
    let bug = runner(100).without_traces().try_run(body);
    let bug = bug.expect_err("nobody says that it is done");
    let reason = bug.reason.to_string();
    assert!(
        reason.contains("came to more than 10000 operations; now T") && reason.contains("hard.rs"),
        "{reason}"
    );
    assert_eq!(bug.reason.category(), Category::Misuse);
}

#[test]
fn a_task_that_is_left_over_is_unwound_in_parts_that_catch_panics() {
    let drops = std::sync::Arc::<std::sync::atomic::AtomicUsize>::default();
    let counter = std::sync::Arc::clone(&drops);
    let body = move || {
        let (held, after) = (
            Dropped(std::sync::Arc::clone(&counter)),
            Dropped(std::sync::Arc::clone(&counter)),
        );
        thread::spawn(move || {
            let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let _held = held;
                thread::park();
            }));
            assert!(caught.is_err());
            drop(after);
        });
    };
    let runner = runner(100);
    runner.search(body).expect("nobody is waited for");
    assert_eq!(drops.load(std::sync::atomic::Ordering::SeqCst), 200);
}

#[test]
fn what_a_thread_local_of_a_task_that_is_left_over_holds_is_dropped() {
    lockstep_scheduler::thread_local! {
        static KEPT: std::cell::RefCell<Option<Dropped>> = const { std::cell::RefCell::new(None) };
    }
    let drops = std::sync::Arc::<std::sync::atomic::AtomicUsize>::default();
    let counter = std::sync::Arc::clone(&drops);
    let body = move || {
        let dropped = Dropped(std::sync::Arc::clone(&counter));
        let is_kept = Arc::new(AtomicUsize::new(0));
        let kept = Arc::clone(&is_kept);
        thread::spawn(move || {
            KEPT.with_borrow_mut(|kept| *kept = Some(dropped));
            kept.store(1, Ordering::SeqCst);
            thread::park();
        });
        while is_kept.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
    };
    runner(100).search(body).expect("nobody is waited for");
    assert_eq!(drops.load(std::sync::atomic::Ordering::SeqCst), 100);
}

#[test]
fn a_mutex_that_a_panic_in_the_same_task_has_left_is_poisoned() {
    let body = || {
        let mutex = Mutex::new(1);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _guard = mutex.lock().unwrap();
            panic!("left");
        }));
        assert!(caught.is_err());
        assert!(mutex.is_poisoned());
        assert_eq!(*mutex.lock().unwrap_err().into_inner(), 1);
    };
    runner(10).search(body).expect("std's mutex does the same");
    body();
}

#[test]
fn a_panic_while_others_wait_for_the_lock_is_reported_once() {
    let body = || {
        let mutex = Arc::new(Mutex::new(0));
        let others: Vec<_> = (0..3)
            .map(|_| {
                let mutex = Arc::clone(&mutex);
                thread::spawn(move || {
                    let mut value = mutex.lock().unwrap();
                    *value += 1;
                    assert!(*value < 3, "three");
                })
            })
            .collect();
        for other in others {
            other.join().unwrap();
        }
    };
    let failure = failure(body);
    let Failure::Panic {
        message, location, ..
    } = failure
    else {
        panic!("{failure}");
    };
    assert_eq!(message, "three");
    assert!(location.is_some_and(|at| at.starts_with("scheduler/tests/hard.rs:")));
}

#[test]
fn a_destructor_that_locks_while_a_panic_unwinds_gets_the_lock_if_it_is_free() {
    struct Locks(Arc<Mutex<u32>>);
    impl Drop for Locks {
        fn drop(&mut self) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    }
    let failure = failure(|| {
        let mutex = Arc::new(Mutex::new(0));
        let _locks = Locks(Arc::clone(&mutex));
        panic!("with a destructor");
    });
    assert!(
        matches!(failure, Failure::Panic { ref message, .. } if message == "with a destructor")
    );
}

#[test]
fn a_destructor_that_would_wait_while_a_panic_unwinds_is_a_failure_that_is_looked_into() {
    struct Locks(Arc<Mutex<u32>>);
    impl Drop for Locks {
        fn drop(&mut self) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    }
    let body = || {
        let mutex = Arc::new(Mutex::new(0));
        let other = Arc::clone(&mutex);
        let holder = thread::spawn(move || {
            let _guard = other.lock().unwrap();
            thread::park();
        });
        let busy = thread::spawn(|| (0..5).for_each(|_| thread::yield_now()));
        let _locks = Locks(mutex);
        (0..5).for_each(|_| thread::yield_now());
        assert!(busy.is_finished() && holder.is_finished(), "too early");
    };
    let bug = runner(200)
        .without_traces()
        .strategy("random")
        .try_run(body);
    let bug = bug.expect_err("some schedule makes the destructor wait");
    let reason = bug.reason.to_string();
    assert!(
        reason.contains("would wait for ever; the panic said: too early"),
        "{reason}"
    );
    // Each attempt at a simpler schedule leaves a thread that std takes for panicking.
    let shrunk = bug.shrunk.expect("it can be simpler");
    assert_eq!(shrunk.reason.category(), bug.reason.category());
    assert!(shrunk.preemptions < shrunk.preemptions_before);
}

#[test]
fn a_body_that_leaks_leaks_no_scheduler() {
    let body = || {
        let cell = Box::new(Cell::new(Arc::new(AtomicUsize::new(1))));
        std::mem::forget(cell);
    };
    runner(1_000).search(body).expect("a leak is no failure");
}

fn lost_update(tasks: usize) {
    let count = Arc::new(AtomicUsize::new(0));
    let all: Vec<_> = (0..tasks)
        .map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                let seen = count.load(Ordering::SeqCst);
                count.store(seen + 1, Ordering::SeqCst);
            })
        })
        .collect();
    for task in all {
        task.join().unwrap();
    }
    assert_eq!(count.load(Ordering::SeqCst), tasks);
}
