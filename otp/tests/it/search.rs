//! What becomes of a body under many schedules.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::{Failure, Runner};
use lockstep_seed::Seed;

const STRATEGIES: [&str; 5] = ["mix", "random", "pct:3", "pos", "surw"];

/// Returns what a body returns under many schedules of several strategies, none of which may fail.
#[track_caller]
pub(crate) fn outcomes<T: Ord + Clone + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let body = Arc::new(body);
    for strategy in STRATEGIES {
        let (keep, body) = (Arc::clone(&seen), Arc::clone(&body));
        let search = move || {
            let outcome = body();
            keep.lock().unwrap().insert(outcome);
        };
        let runner = Runner::new().iterations(100).strategy(strategy);
        if let Err((iteration, failure)) = runner.search(search) {
            panic!("{strategy}, iteration {iteration}: {failure}");
        }
    }
    seen.lock().unwrap().clone()
}

/// Runs a body under many schedules, none of which may fail.
#[track_caller]
pub(crate) fn always(body: impl Fn() + Send + Sync + 'static) {
    outcomes(body);
}

/// Returns all that a body returns, tried under every schedule that differs in more than the order of
/// independent steps; and none may fail.
#[track_caller]
pub(crate) fn proven<T: Ord + Clone + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let keep = Arc::clone(&seen);
    let runner = Runner::new()
        .iterations(100_000)
        .strategy(Named::Dpor(None));
    let statistics = runner.without_traces().run(move || {
        let outcome = body();
        keep.lock().unwrap().insert(outcome);
    });
    let is_proof = statistics.to_json().contains("\"proof\":true");
    assert!(is_proof, "all schedules were tried: {statistics:?}");
    seen.lock().unwrap().clone()
}

/// Returns how a body fails under some schedule.
#[track_caller]
pub(crate) fn failure(body: impl Fn() + Send + Sync + 'static) -> Failure {
    let searched = Runner::new().iterations(1_000).search(body);
    searched.expect_err("it fails under some schedule").1
}

/// Returns how many executions the default strategy takes to find that a body fails: the median of 20 seeds.
#[track_caller]
pub(crate) fn median_to_failure(body: impl Fn() + Send + Sync + 'static) -> u64 {
    let body = Arc::new(body);
    let mut executions: Vec<u64> = (0..20)
        .map(|seed| {
            let body = Arc::clone(&body);
            let runner = Runner::new().iterations(1_000).seed(Seed::from(seed));
            let searched = runner.search(move || body());
            searched.expect_err("it fails under some schedule").0 + 1
        })
        .collect();
    executions.sort_unstable();
    executions[executions.len() / 2]
}
