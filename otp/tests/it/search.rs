//! What becomes of a body under many schedules.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::{Failure, Runner};
use lockstep_seed::Seed;

const STRATEGIES: [&str; 5] = ["mix", "random", "pct:3", "pos", "surw"];

/// Runs a body under some schedules of several strategies, none of which may fail.
///
/// One of them looks for a proof, so that a body that draws random numbers is none for it.
#[track_caller]
pub(crate) fn always(body: impl Fn() + Send + Sync + 'static) {
    let body = Arc::new(body);
    for strategy in STRATEGIES.into_iter().chain(["dpor:1"]) {
        let body = Arc::clone(&body);
        let runner = Runner::new().without_traces().strategy(strategy);
        runner.iterations(100).run(move || body());
    }
}

/// Fails unless the default strategy finds something that a body can come to.
#[track_caller]
pub(crate) fn sometimes(body: impl Fn() -> bool + Send + Sync + 'static) {
    let said = failure(move || assert!(!body(), "it happens")).to_string();
    assert!(said.contains("it happens"), "{said}");
}

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
    let runner = Runner::new().iterations(10_000);
    let searched = runner.search(body);
    searched.expect_err("it fails under some schedule").1
}

/// Checks that the default strategy finds a failure that says so, for every one of twenty seeds.
#[track_caller]
pub(crate) fn assert_found(says: &str, within: u64, body: impl Fn() + Send + Sync + 'static) {
    for (_, failure) in searches(within, body) {
        assert!(failure.to_string().contains(says), "{failure}");
    }
}

/// Returns how many executions the default strategy takes to find that a body fails: the median of 20 seeds.
#[track_caller]
pub(crate) fn median_to_failure(body: impl Fn() + Send + Sync + 'static) -> u64 {
    let found = searches(1_000, body).into_iter();
    let mut executions: Vec<u64> = found.map(|(iteration, _)| iteration + 1).collect();
    executions.sort_unstable();
    executions[executions.len() / 2]
}

/// Returns what is found for each of twenty seeds, and in which execution.
#[track_caller]
fn searches(within: u64, body: impl Fn() + Send + Sync + 'static) -> Vec<(u64, Failure)> {
    let body = Arc::new(body);
    let search = |seed: u64| {
        let body = Arc::clone(&body);
        let runner = Runner::new().iterations(within).seed(Seed::from(seed));
        let searched = runner.search(move || body());
        let found = searched.err();
        found.unwrap_or_else(|| panic!("it fails under no schedule of seed {seed}"))
    };
    (0..20).map(search).collect()
}
