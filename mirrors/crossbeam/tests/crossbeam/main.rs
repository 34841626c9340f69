//! Crossbeam's mirror does what crossbeam does, under every schedule.

mod channels;
#[path = "../../../compared.rs"]
mod compared;
mod original;
mod outside;
mod proofs;
mod searches;
mod selects;
mod sync;

use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::{Runner, Statistics};

/// Searches for a failure; there is none.
fn holds(body: impl Fn() + Send + Sync + 'static) -> Statistics {
    let searched = Runner::new().iterations(400).search(body);
    searched.map_err(|(_, failure)| failure).expect("it holds")
}

/// Tries every schedule; none fails. Returns how many executions that took.
fn is_proved(body: impl Fn() + Send + Sync + 'static) -> u64 {
    let runner = Runner::new().iterations(20_000).strategy(Named::Dpor(None));
    let statistics = runner.search(body).map_err(|(_, failure)| failure);
    let statistics = statistics.expect("it holds");
    assert!(statistics.is_exhausted, "every schedule was tried");
    statistics.executions
}

/// Searches for a failure, and returns what it is.
fn fails(runner: &Runner, body: impl Fn() + Send + Sync + 'static) -> String {
    let (_, failure) = runner.search(body).expect_err("there is a failure");
    failure.to_string()
}
