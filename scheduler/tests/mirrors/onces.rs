use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicUsize as Shared;

use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering};
use lockstep_scheduler::sync::{Arc, LazyLock, Mutex, Once, OnceLock};
use lockstep_scheduler::{Failure, Runner, thread};

use crate::{everywhere, failure, outcomes};

#[test]
fn one_of_those_that_come_runs_and_the_others_wait_for_it() {
    everywhere(|| {
        let (once, calls) = (Arc::new(Once::new()), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let (once, calls) = (Arc::clone(&once), Arc::clone(&calls));
                thread::spawn(move || {
                    once.call_once(|| {
                        thread::yield_now();
                        calls.fetch_add(1, Ordering::SeqCst);
                    });
                    assert!(once.is_completed());
                    assert_eq!(calls.load(Ordering::SeqCst), 1);
                })
            })
            .collect();
        once.wait();
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        for task in tasks {
            task.join().unwrap();
        }
    });
}

#[test]
fn a_panic_poisons_until_somebody_insists() {
    let body = || {
        let once = Once::new();
        let call = || catch_unwind(AssertUnwindSafe(|| once.call_once(|| panic!("first"))));
        assert!(call().is_err());
        let said = call().unwrap_err();
        let said = said.downcast_ref::<&str>().copied();
        assert!(said.is_none_or(|said| said.contains("previously been poisoned")));
        assert!(catch_unwind(AssertUnwindSafe(|| once.wait())).is_err());
        once.call_once_force(|state| assert!(state.is_poisoned()));
        assert!(once.is_completed());
        once.wait_force();
    };
    everywhere(body);
}

#[test]
fn an_initializer_that_needs_itself_is_a_deadlock_that_names_it() {
    let failure = failure(|| {
        let once = Once::new();
        once.call_once(|| once.call_once(|| ()));
    });
    assert!(matches!(failure, Failure::Deadlock { .. }), "{failure}");
    let said = failure.to_string();
    assert!(said.contains("T0 waits to once once 0"), "{said}");
    assert!(said.contains("held by T0"), "{said}");
}

#[test]
fn either_of_two_sets_a_cell() {
    let set = outcomes(|| {
        let cell = Arc::new(OnceLock::new());
        let other = Arc::clone(&cell);
        let there = thread::spawn(move || other.set(1));
        let here = cell.set(2);
        assert_ne!(here.is_ok(), there.join().unwrap().is_ok());
        *cell.wait()
    });
    assert!(set.is_superset(&BTreeSet::from([1, 2])));
}

#[test]
fn a_cell_is_as_std_s() {
    everywhere(|| {
        let mut cell = OnceLock::new();
        assert_eq!(
            (cell.get(), format!("{cell:?}")),
            (None, "OnceLock(<uninit>)".into())
        );
        let caught = catch_unwind(AssertUnwindSafe(|| cell.get_or_init(|| panic!("first"))));
        assert!(caught.is_err());
        assert_eq!(cell.get_or_init(|| 1), &1);
        *cell.get_mut().unwrap() += 1;
        assert_eq!((cell.clone(), cell.take()), (OnceLock::from(2), Some(2)));
        assert_eq!(
            (cell.get(), cell.set(3), cell.set(4)),
            (None, Ok(()), Err(4))
        );
        assert_eq!(cell.into_inner(), Some(3));
        assert_eq!(OnceLock::from(5).get(), Some(&5));
    });
}

static CELL: OnceLock<String> = OnceLock::new();
static KEPT: std::sync::Mutex<Vec<&'static str>> = std::sync::Mutex::new(Vec::new());

#[test]
fn a_static_cell_is_fresh_in_every_execution_and_references_stay_good() {
    let body = || {
        assert_eq!(CELL.set("mine".into()), Ok(()));
        KEPT.lock().unwrap().push(CELL.get().unwrap());
    };
    let runner = Runner::new().iterations(500);
    runner.search(body).expect("each sets its own");
    let kept = KEPT.lock().unwrap();
    assert_eq!(kept.len(), 500);
    assert!(kept.iter().all(|text| *text == "mine"));
    assert_eq!(CELL.get(), None);
}

static MADE: Shared = Shared::new(0);
static LAZY: LazyLock<Mutex<usize>> = LazyLock::new(|| {
    thread::yield_now();
    MADE.fetch_add(1, Ordering::SeqCst);
    Mutex::new(40)
});

#[test]
fn a_static_lazy_value_is_made_once_in_every_execution() {
    let body = || {
        let others: Vec<_> = (0..2)
            .map(|_| thread::spawn(|| *LAZY.lock().unwrap() += 1))
            .collect();
        for other in others {
            other.join().unwrap();
        }
        assert_eq!(*LAZY.lock().unwrap(), 42);
    };
    body();
    let runner = Runner::new().iterations(200);
    runner.search(body).expect("each counts from 40");
    assert_eq!(MADE.load(Ordering::SeqCst), 201);
}

#[test]
fn a_lazy_value_that_is_not_static_is_dropped_with_it() {
    let drops = std::sync::Arc::new(Shared::new(0));
    let seen = std::sync::Arc::clone(&drops);
    let body = move || {
        struct Counts(std::sync::Arc<Shared>);
        impl Drop for Counts {
            fn drop(&mut self) {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
        }
        let calls = Cell::new(0);
        let lazy = LazyLock::new(|| {
            calls.set(calls.get() + 1);
            Counts(std::sync::Arc::clone(&seen))
        });
        assert!(!std::sync::Arc::ptr_eq(&lazy.0, &std::sync::Arc::default()));
        LazyLock::force(&lazy);
        assert_eq!(calls.get(), 1);
    };
    everywhere(body);
    assert_eq!(drops.load(Ordering::SeqCst), 305);
}

#[test]
fn a_lazy_value_takes_a_closure_that_can_be_called_once() {
    let body = || {
        let names = vec![String::from("first")];
        let lazy = LazyLock::new(move || names);
        assert_eq!(lazy.len(), 1);
        assert_eq!(lazy.concat(), "first");
    };
    everywhere(body);
}

#[test]
fn what_a_closure_has_made_in_one_execution_is_refused_to_the_next() {
    let name = String::from("first");
    let lazy = Arc::new(LazyLock::new(move || name));
    let shared = Arc::clone(&lazy);
    let runner = Runner::new().iterations(2);
    let (iteration, failure) =
        (runner.search(move || assert_eq!(**shared, "first"))).expect_err("the closure is gone");
    assert_eq!(iteration, 1);
    let failure = failure.to_string();
    assert!(
        failure.contains("was made by another execution"),
        "{failure}"
    );

    let name = String::from("outside");
    let made = Arc::new(LazyLock::new(move || name));
    assert_eq!(**made, "outside");
    let body = move || assert_eq!(**made, "outside");
    Runner::new()
        .iterations(9)
        .search(body)
        .expect("all of them see it");
}

#[test]
fn a_lazy_value_whose_initializer_panicked_stays_poisoned() {
    everywhere(|| {
        let lazy: LazyLock<u32> = LazyLock::new(|| panic!("in the initializer"));
        let force = || catch_unwind(AssertUnwindSafe(|| *lazy));
        assert!(force().is_err());
        assert!(force().is_err());
    });
}
