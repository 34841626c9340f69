use std::collections::BTreeSet;

use lockstep_scheduler::sync::atomic::{AtomicBool, Ordering};
use lockstep_scheduler::sync::mpsc::channel;
use lockstep_scheduler::sync::{Arc, Once};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Failure, Runner, thread};

use crate::{everywhere, failure, outcomes};

#[test]
fn a_task_has_a_name_and_knows_itself() {
    everywhere(|| {
        let named = thread::Builder::new().name("named".into());
        let task = named.spawn(thread::current).unwrap();
        assert_eq!(task.thread().name(), Some("named"));
        let id = task.thread().id();
        let itself = task.join().unwrap();
        assert_eq!((itself.id(), itself.name()), (id, Some("named")));
        assert_ne!(thread::current().id(), id);
        assert_eq!(thread::spawn(|| ()).thread().name(), None);
        assert!(!thread::panicking());
        assert!(thread::available_parallelism().is_ok());
    });
}

#[test]
fn a_task_gets_the_stack_that_it_asks_for() {
    fn deep(depth: usize) -> usize {
        let frame = std::hint::black_box([depth; 512]);
        if depth == 0 {
            0
        } else {
            deep(depth - 1) + frame[1] / frame[2]
        }
    }
    everywhere(|| {
        let large = thread::Builder::new().stack_size(64 << 20);
        assert_eq!(large.spawn(|| deep(2_000)).unwrap().join().unwrap(), 2_000);
    });
}

#[test]
fn a_token_is_kept_for_who_parks_later_and_only_one() {
    everywhere(|| {
        let parks = Arc::new(AtomicBool::new(false));
        let parked = Arc::clone(&parks);
        let task = thread::spawn(move || {
            while !parked.load(Ordering::SeqCst) {
                thread::park();
            }
        });
        parks.store(true, Ordering::SeqCst);
        task.thread().unpark();
        task.join().unwrap();
    });
    let failure = failure(|| {
        let task = thread::spawn(|| {
            thread::park();
            thread::park();
        });
        task.thread().unpark();
        task.thread().unpark();
        task.join().unwrap();
    });
    let said = failure.to_string();
    assert!(said.contains("T1 waits to park T1"), "{said}");
}

#[test]
fn a_task_parks_no_longer_than_it_said() {
    everywhere(|| {
        let start = Instant::now();
        thread::park_timeout(Duration::from_millis(2));
        assert!(start.elapsed() >= Duration::from_millis(2));
        thread::current().unpark();
        thread::park_timeout(Duration::from_secs(100));
        thread::park_timeout(Duration::ZERO);
    });
}

#[test]
fn whether_a_task_has_ended_can_be_asked_until_it_has() {
    let seen = outcomes(|| {
        let task = thread::spawn(|| ());
        let at_first = task.is_finished();
        while !task.is_finished() {
            thread::yield_now();
        }
        task.join().unwrap();
        at_first
    });
    assert_eq!(seen, BTreeSet::from([false, true]));
}

#[test]
fn a_handle_of_another_execution_is_refused() {
    let kept = std::sync::Mutex::new(None);
    let failure = failure(move || {
        let earlier = kept.lock().unwrap().replace(thread::current());
        if let Some(earlier) = earlier {
            assert_ne!(earlier.id(), thread::current().id());
            earlier.unpark();
        }
    });
    assert!(matches!(failure, Failure::Panic { .. }));
    assert!(
        failure.to_string().contains("a task of another execution"),
        "{failure}"
    );
}

/// Says when it is dropped, after it has waited for what nobody does.
struct Waits(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl Drop for Waits {
    fn drop(&mut self) {
        thread::park();
        Once::new().wait_force();
        let _ = channel::<u32>().1.recv();
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_task_that_waits_for_ever_in_the_end_is_unwound() {
    let drops = std::sync::Arc::<std::sync::atomic::AtomicUsize>::default();
    let seen = std::sync::Arc::clone(&drops);
    let body = move || {
        let waits = Waits(std::sync::Arc::clone(&seen));
        thread::spawn(move || {
            thread::park();
            drop(waits);
        });
    };
    let runner = Runner::new().iterations(50);
    runner.search(body).expect("nobody is waited for");
    assert_eq!(drops.load(Ordering::SeqCst), 50);
}
