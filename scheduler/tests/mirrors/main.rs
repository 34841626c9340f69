//! The counterparts of std's types, under many schedules and on real threads.

mod atomics;
mod channels;
mod condvars;
mod locals;
mod meetings;
mod onces;
mod random;
mod rwlocks;
mod scopes;
mod tasks;
mod threads;
mod time;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::{Failure, Runner};

/// Runs a body under many schedules, and a few times on real threads.
#[track_caller]
fn everywhere(body: impl Fn() + Send + Sync + Clone + 'static) {
    if let Err((iteration, failure)) = Runner::new().iterations(300).search(body.clone()) {
        panic!("iteration {iteration}: {failure}");
    }
    for _ in 0..5 {
        body();
    }
}

/// Returns what a body returns under many schedules; what it returns on a real thread is among that.
#[track_caller]
fn outcomes<T: Ord + Clone + std::fmt::Debug + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + Clone + 'static,
) -> BTreeSet<T> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let (keep, controlled) = (Arc::clone(&seen), body.clone());
    let search = move || {
        let outcome = controlled();
        keep.lock().unwrap().insert(outcome);
    };
    if let Err((iteration, failure)) = Runner::new().iterations(1_000).search(search) {
        panic!("iteration {iteration}: {failure}");
    }
    let seen = seen.lock().unwrap().clone();
    let real = body();
    assert!(seen.contains(&real), "{real:?} is not in {seen:?}");
    seen
}

/// Returns how a body fails under some schedule.
#[track_caller]
fn failure(body: impl Fn() + Send + Sync + 'static) -> Failure {
    let searched = Runner::new().iterations(1_000).search(body);
    searched.expect_err("it fails under some schedule").1
}
