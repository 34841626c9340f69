//! Processes, and the cluster they live on.

mod atomics;
mod cluster;
mod global;
mod orders;
mod processes;
mod registry;
mod schedules;
mod search;
mod signals;
mod tables;
mod terms;

use lockstep_scheduler::Runner;

/// Runs a body under some schedules of each of several strategies, and fails if it fails under one.
#[track_caller]
fn always(body: impl Fn() + Copy + Send + Sync + 'static) {
    for strategy in ["mix", "random", "pos", "dpor:1"] {
        let runner = Runner::new().without_traces().strategy(strategy);
        runner.iterations(100).run(body);
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
