//! The patterns that a scheduler is asked for first: each is found by a pinned seed, and its correct twin
//! is not found wrong in ten thousand executions.
#![expect(dead_code, reason = "each of these programs has a main function")]

#[path = "../examples/lost_update.rs"]
mod lost_update;
#[path = "../examples/message_order.rs"]
mod message_order;
#[path = "../examples/rate_limiter.rs"]
mod rate_limiter;
#[path = "../examples/scheduled_register.rs"]
mod scheduled_register;

use lockstep::prelude::*;

fn pinned(strategy: &str, iterations: u64) -> Runner {
    Runner::new()
        .strategy(strategy)
        .iterations(iterations)
        .seed(Seed::from(1))
        .without_traces()
}

/// Returns the iteration that shows the bug.
fn found(strategy: &str, body: fn()) -> u64 {
    let bug = pinned(strategy, 100)
        .try_run(body)
        .expect_err("it is broken");
    bug.iteration
}

fn never_found(strategy: &str, body: fn()) {
    let passed = pinned(strategy, 10_000).try_run(body);
    assert_eq!(passed.expect("it is correct").executions, 10_000);
}

#[test]
fn a_lost_update_is_found() {
    assert!(found("mix", lost_update::broken) < 20);
    never_found("mix", lost_update::correct);
}

#[test]
fn a_limit_that_is_looked_at_before_it_is_taken_is_found_early() {
    assert!(found("pos", rate_limiter::broken) < 10);
    never_found("pos", rate_limiter::correct);
}

#[test]
fn messages_that_come_in_another_order_are_found() {
    assert!(found("mix", message_order::broken) < 10);
    never_found("mix", message_order::correct);
}

#[test]
fn a_register_that_is_not_linearizable_is_found() {
    assert!(found("mix", scheduled_register::broken) < 20);
    never_found("mix", scheduled_register::correct);
}
