//! Crossbeam's mirror does what crossbeam does, under every schedule.

mod channels;
#[path = "../../../compared.rs"]
mod compared;
mod original;
mod outside;
mod proofs;
#[path = "../../../searched.rs"]
mod searched;
mod searches;
mod selects;
mod sync;

use lockstep_scheduler::Runner;
use searched::{holds, is_proved};

/// Searches for a failure, and returns what it is.
fn fails(runner: &Runner, body: impl Fn() + Send + Sync + 'static) -> String {
    let (_, failure) = runner.search(body).expect_err("there is a failure");
    failure.to_string()
}
