//! Barriers.

use std::collections::BTreeSet;

use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering};
use lockstep_scheduler::sync::{Arc, Barrier};
use lockstep_scheduler::{Failure, thread};

use crate::{everywhere, failure, outcomes};

/// Returns who leads the first of two meetings of three.
fn leader() -> Option<usize> {
    let barrier = Arc::new(Barrier::new(3));
    let arrived = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let (barrier, arrived) = (Arc::clone(&barrier), Arc::clone(&arrived));
            thread::spawn(move || {
                arrived.fetch_add(1, Ordering::SeqCst);
                let leads = barrier.wait().is_leader();
                assert!(arrived.load(Ordering::SeqCst) >= 3);
                arrived.fetch_add(1, Ordering::SeqCst);
                barrier.wait();
                assert_eq!(arrived.load(Ordering::SeqCst), 6);
                leads
            })
        })
        .collect();
    let leads: Vec<bool> = tasks.into_iter().map(|task| task.join().unwrap()).collect();
    assert_eq!(leads.iter().filter(|leads| **leads).count(), 1);
    leads.iter().position(|leads| *leads)
}

#[test]
fn all_wait_for_all_and_any_can_lead() {
    let leaders = outcomes(leader);
    assert_eq!(leaders, BTreeSet::from([Some(0), Some(1), Some(2)]));
}

#[test]
fn a_barrier_for_nobody_or_one_lets_each_through() {
    everywhere(|| {
        for size in 0..2 {
            let barrier = Barrier::new(size);
            assert!(barrier.wait().is_leader() && barrier.wait().is_leader());
        }
    });
}

#[test]
fn a_barrier_that_too_few_reach_is_a_deadlock() {
    let failure = failure(|| {
        Barrier::new(2).wait();
    });
    assert!(matches!(failure, Failure::Deadlock { .. }), "{failure}");
    assert!(failure.to_string().contains("T0 waits to pass barrier 0"));
}
