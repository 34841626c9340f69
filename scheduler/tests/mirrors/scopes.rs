use std::panic::{AssertUnwindSafe, catch_unwind};

use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering};
use lockstep_scheduler::sync::{Arc, Condvar, Mutex};
use lockstep_scheduler::{Failure, Runner, thread};

use crate::{everywhere, failure};

#[test]
fn tasks_borrow_and_all_have_ended_when_the_scope_has() {
    everywhere(|| {
        let mut numbers = vec![1, 2, 3];
        let count = AtomicUsize::new(0);
        let sum = thread::scope(|scope| {
            for number in &mut numbers {
                scope.spawn(|| {
                    *number += 1;
                    count.fetch_add(1, Ordering::SeqCst);
                });
            }
            let sums = scope.spawn(|| 5);
            sums.join().unwrap()
        });
        assert_eq!((sum, numbers), (5, vec![2, 3, 4]));
        assert_eq!(count.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn tasks_of_a_scope_spawn_others_into_it() {
    everywhere(|| {
        let count = AtomicUsize::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                let named = thread::Builder::new().name("inner".into());
                let inner = named.spawn_scoped(scope, || {
                    count.fetch_add(1, Ordering::SeqCst);
                });
                assert_eq!(inner.unwrap().thread().name(), Some("inner"));
                count.fetch_add(1, Ordering::SeqCst);
            });
        });
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_scope_whose_closure_panics_waits_for_its_tasks_first() {
    everywhere(|| {
        let count = AtomicUsize::new(0);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            thread::scope(|scope| {
                scope.spawn(|| {
                    thread::yield_now();
                    count.fetch_add(1, Ordering::SeqCst);
                });
                panic!("in the closure");
            });
        }));
        assert!(caught.is_err());
        assert_eq!(count.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_panic_that_nobody_asked_about_is_the_scope_s_on_real_threads() {
    let scope = |asks: bool| {
        catch_unwind(AssertUnwindSafe(|| {
            thread::scope(|scope| {
                let panics = scope.spawn(|| panic!("in a thread"));
                if asks {
                    assert!(panics.join().is_err());
                }
            });
        }))
    };
    assert!(scope(true).is_ok());
    assert!(scope(false).is_err());
}

#[test]
fn a_panic_in_a_task_of_a_scope_is_the_failure() {
    let failure = failure(|| {
        let local = String::from("borrowed");
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(local, "something else"));
        });
    });
    assert!(matches!(failure, Failure::Panic { .. }), "{failure}");
}

#[test]
fn a_scope_that_waits_for_ever_is_a_deadlock() {
    let failure = failure(|| {
        let pair = (Mutex::new(()), Condvar::new());
        thread::scope(|scope| {
            scope.spawn(|| drop(pair.1.wait(pair.0.lock().unwrap())));
        });
    });
    assert!(matches!(failure, Failure::Deadlock { .. }), "{failure}");
    assert!(
        failure.to_string().contains("T0 waits to join T1"),
        "{failure}"
    );
}

/// Reads what it borrows when it is dropped.
struct Reads<'a>(&'a String, &'a AtomicUsize);

impl Drop for Reads<'_> {
    fn drop(&mut self) {
        assert_eq!(self.0, "borrowed");
        self.1.fetch_add(1, Ordering::SeqCst);
    }
}

/// Says how many were dropped before it.
struct Counts<'a>(
    &'a AtomicUsize,
    std::sync::Arc<std::sync::atomic::AtomicUsize>,
);

impl Drop for Counts<'_> {
    fn drop(&mut self) {
        let dropped = self.0.load(Ordering::SeqCst);
        self.1.fetch_add(dropped, Ordering::SeqCst);
    }
}

#[test]
fn tasks_of_a_scope_that_is_left_are_unwound_before_what_they_borrow() {
    let drops = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let seen = std::sync::Arc::clone(&drops);
    let body = move || {
        let seen = std::sync::Arc::clone(&seen);
        let is_there = Arc::new(AtomicUsize::new(0));
        let arrives = Arc::clone(&is_there);
        thread::spawn(move || {
            let text = String::from("borrowed");
            let count = AtomicUsize::new(0);
            let _counts = Counts(&count, seen);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        let _reads = Reads(&text, &count);
                        arrives.fetch_add(1, Ordering::SeqCst);
                        thread::park();
                    });
                }
                thread::park();
            });
        });
        while is_there.load(Ordering::SeqCst) < 2 {
            thread::yield_now();
        }
    };
    let runner = Runner::new().iterations(100);
    runner.search(body).expect("nobody is waited for");
    assert_eq!(drops.load(Ordering::SeqCst), 200);
}
