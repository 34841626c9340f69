//! What servers and clusters are tested for first, in the examples: that clients do not undo each other's changes,
//! that nodes agree after a partition, and that nothing is lost in a crash. Each fault is found for every one of twenty seeds, and the correct form never fails.
#![expect(dead_code, reason = "each of these programs has a main function")]

#[path = "../examples/counter_server.rs"]
mod counter_server;
#[path = "../examples/crash_recovery.rs"]
mod crash_recovery;
#[path = "../examples/partition_and_heal.rs"]
mod partition_and_heal;

use lockstep::prelude::*;

fn is_found(said: &str, body: fn()) {
    for seed in 0..20 {
        let runner = Runner::new().iterations(1_000).seed(Seed::from(seed));
        let (iteration, failure) = runner.search(body).expect_err("it is broken");
        let failure = failure.to_string();
        assert!(failure.contains(said), "iteration {iteration}: {failure}");
    }
}

#[lockstep::test(iterations = 2000, seed = 1)]
fn no_update_of_a_server_is_lost_that_is_one_call() {
    counter_server::correct();
}

#[test]
fn an_update_of_a_server_may_be_lost_that_is_two_calls() {
    is_found("an update is lost", counter_server::broken);
}

#[lockstep::test(iterations = 2000, seed = 1)]
fn nodes_that_keep_the_greater_stamp_agree_after_a_partition() {
    partition_and_heal::correct();
}

#[test]
fn nodes_that_keep_what_arrives_last_do_not_agree_after_a_partition() {
    is_found("the nodes do not agree", partition_and_heal::broken);
}

#[lockstep::test(iterations = 2000, seed = 1)]
fn orders_that_are_accepted_after_the_sync_survive_a_crash() {
    crash_recovery::correct();
}

#[test]
fn orders_that_are_accepted_before_the_sync_may_be_lost() {
    is_found("not linearizable", crash_recovery::broken);
}
