//! Runs what tests of mirrors do, once or under many schedules.

use std::sync::{Arc, Mutex};

use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::{Runner, Statistics};

/// Searches for a failure; there is none.
pub(crate) fn holds(body: impl Fn() + Send + Sync + 'static) -> Statistics {
    let searched = Runner::new().iterations(400).search(body);
    searched.map_err(|(_, failure)| failure).expect("it holds")
}

/// Tries every schedule; none fails. Returns how many executions that took.
pub(crate) fn is_proved(body: impl Fn() + Send + Sync + 'static) -> u64 {
    let runner = Runner::new().iterations(20_000).strategy(Named::Dpor(None));
    let statistics = runner.search(body).map_err(|(_, failure)| failure);
    let statistics = statistics.expect("it holds");
    assert!(statistics.is_exhausted, "every schedule was tried");
    statistics.executions
}

/// Runs it once in an execution, and returns what it says.
pub(crate) fn inside(run: impl Fn() -> String + Send + Sync + 'static) -> String {
    let said = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&said);
    let searched = Runner::new()
        .iterations(1)
        .search(move || *kept.lock().unwrap() = run());
    assert!(searched.is_ok());
    said.lock().unwrap().clone()
}
