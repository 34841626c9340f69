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
#[path = "../../../searched.rs"]
mod searched;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use lockstep_scheduler::Runner;
use searched::{holds, is_proved};

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
