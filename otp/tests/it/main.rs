//! Processes, what stands on them, and the cluster they live on.

mod atomics;
mod agent;
mod cluster;
mod global;
mod gen_server;
mod in_flight;
mod orders;
mod processes;
mod registry;
mod schedules;
mod search;
mod signals;
mod tables;
mod terms;
mod state_machine;
mod supervisor;
mod task;
mod task_supervisor;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use lockstep_scheduler::Runner;
use lockstep_seed::Seed;

/// Runs a body under some schedules of each of several strategies, and fails if it fails under one.
#[track_caller]
fn always(body: impl Fn() + Clone + Send + Sync + 'static) {
    for strategy in ["mix", "random", "pos", "dpor:1"] {
        let runner = Runner::new().without_traces().strategy(strategy);
        runner.iterations(100).run(body.clone());
    }
}

/// Returns what the failure says that the default strategy finds, and in which execution.
#[track_caller]
fn found(body: impl Fn() + Send + Sync + 'static) -> (u64, String) {
    let runner = Runner::new().without_traces().iterations(10_000);
    let bug = runner
        .try_run(body)
        .expect_err("there is a bug to be found");
    (bug.iteration + 1, bug.reason.to_string())
}

/// Fails unless the default strategy finds something that a body can come to.
#[track_caller]
fn sometimes(body: impl Fn() -> bool + Send + Sync + 'static) {
    let (_, said) = found(move || assert!(!body(), "it happens"));
    assert!(said.contains("it happens"), "{said}");
}

/// Returns what a body returns under many schedules.
#[track_caller]
fn outcomes<T: Ord + Clone + Debug + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let keep = Arc::clone(&seen);
    let search = move || {
        let outcome = body();
        keep.lock().unwrap().insert(outcome);
    };
    if let Err((iteration, failure)) = Runner::new().iterations(500).search(search) {
        panic!("iteration {iteration}: {failure}");
    }
    seen.lock().unwrap().clone()
}

/// Checks that the default strategy finds a failure that says so, for every one of twenty seeds.
#[track_caller]
fn assert_found(says: &str, within: u64, body: impl Fn() + Send + Sync + Clone + 'static) {
    for seed in 0..20 {
        let runner = Runner::new().seed(Seed::from(seed)).iterations(within);
        let found = runner.search(body.clone());
        let (_, failure) = found.expect_err("it fails under some schedule");
        assert!(failure.to_string().contains(says), "seed {seed}: {failure}");
    }
}
