//! Protocols on the simulated cluster: each is correct, and has a form with one famous fault, which the default
//! strategy finds whatever the seed.

use std::time::Duration;

use lockstep::otp::{self, Inbox, Node, cluster};
use lockstep::prelude::*;

mod crdt_counter;
mod leader_follower;
mod lease_lock;
mod raft;
mod rate_limiter;
mod registry;
mod two_phase_commit;

const SECOND: Duration = Duration::from_secs(1);

/// How many executions a correct protocol has to pass.
const MANY: u64 = 2_000;

/// How many seeds a fault has to be found for.
const SEEDS: u64 = 20;

/// Starts a process on a node, and waits until it has its name there.
fn start<M: Send + 'static>(
    node: Node,
    name: &'static str,
    main: impl FnOnce(Inbox<M>) + Send + 'static,
) {
    cluster::run(node, move || {
        otp::register(name, otp::spawn(main)).expect("nobody has the name");
    });
}

fn runner(seed: u64, iterations: u64) -> Runner {
    Runner::new()
        .iterations(iterations)
        .seed(Seed::from(seed))
        .steps_max(100_000)
}

/// Asserts that no schedule makes the body fail.
fn never_fails(body: impl Fn() + Send + Sync + 'static) {
    if let Err((iteration, failure)) = runner(1, MANY).search(body) {
        panic!("iteration {iteration}: {failure}");
    }
}

/// Asserts that a failure is found for each of the seeds, and that it says what it should.
fn is_found(said: &str, body: impl Fn() + Copy + Send + Sync + 'static) {
    let mut executions: Vec<u64> = (0..SEEDS)
        .map(|seed| match runner(seed, 10_000).search(body) {
            Err((iteration, failure)) => {
                let failure = failure.to_string();
                assert!(failure.contains(said), "of seed {seed}: {failure}");
                iteration + 1
            }
            Ok(_) => panic!("nothing was found for seed {seed}"),
        })
        .collect();
    executions.sort_unstable();
    let middle = executions.len() / 2;
    let median = executions[middle - 1].midpoint(executions[middle]);
    println!("found in executions {executions:?}, median {median}");
}
