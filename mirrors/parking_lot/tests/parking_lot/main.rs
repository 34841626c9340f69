//! The mirror of `parking_lot` does what that does, under every schedule.

#[path = "../../../compared.rs"]
mod compared;
mod condvars;
mod mutexes;
mod original;
mod outside;
mod panics;
mod proofs;
mod rwlocks;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use lockstep_scheduler::Runner;
use lockstep_scheduler::strategy::Named;

/// Searches for a failure; there is none.
fn holds(body: impl Fn() + Send + Sync + 'static) {
    let searched = Runner::new().iterations(400).search(body);
    searched.map_err(|(_, failure)| failure).expect("it holds");
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
fn fails(body: impl Fn() + Send + Sync + 'static) -> String {
    let searched = Runner::new().iterations(400).search(body);
    let (_, failure) = searched.expect_err("there is a failure");
    failure.to_string()
}

/// Collects what different executions have seen.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<BTreeSet<String>>>);

impl Seen {
    fn note(&self, what: impl Debug) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(format!("{what:?}"));
    }

    fn all(&self) -> Vec<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().cloned().collect()
    }
}
