//! Async tasks: what they do under many schedules, what fails, and how it is told.

mod channels;
mod locks;
mod tasks;
mod timers;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::{Failure, Runner};

/// Returns what a body returns under many schedules.
#[track_caller]
fn outcomes<T: Ord + Clone + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    outcomes_of(&Runner::new().iterations(1_000), body)
}

#[track_caller]
fn outcomes_of<T: Ord + Clone + Send + 'static>(
    runner: &Runner,
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let keep = Arc::clone(&seen);
    let search = move || {
        let outcome = body();
        keep.lock().unwrap().insert(outcome);
    };
    if let Err((iteration, failure)) = runner.search(search) {
        panic!("iteration {iteration}: {failure}");
    }
    seen.lock().unwrap().clone()
}

/// Runs a body under many schedules, none of which may fail.
#[track_caller]
fn always(body: impl Fn() + Send + Sync + 'static) {
    outcomes(body);
}

/// Returns how a body fails under some schedule.
#[track_caller]
fn failure(body: impl Fn() + Send + Sync + 'static) -> Failure {
    let searched = Runner::new().iterations(1_000).search(body);
    searched.expect_err("it fails under some schedule").1
}
