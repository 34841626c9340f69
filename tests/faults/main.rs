//! A ready workload against servers of the simulated cluster, while a nemesis splits, stops and pauses nodes: the
//! same generator and judge as against values in memory, and another system.

mod kept_register;

use lockstep::models::RegisterOp;
use lockstep::otp::cluster;
use lockstep::prelude::*;
use lockstep::workloads::{ClusterFaults, ClusterNemesis, Ready, Split};

use kept_register::{Accept, KeptRegister};

/// Runs the workload `register` on a server that keeps its value on a disk, under these faults.
fn run(accept: Accept, faults: fn(ClusterFaults) -> ClusterFaults) {
    let nodes = cluster::start_nodes(["server", "other", "third"]);
    let server = nodes[0];
    let seed = Seed::from(lockstep::rand::below(u64::MAX));
    let workload = Register::<i64>::ready()
        .workload(KeptRegister { server, accept }, 2, seed)
        .unwrap()
        .with_main(|main| main.take(8))
        .nemesis(
            ClusterNemesis::new(nodes, move |node| {
                if node == server {
                    kept_register::serve(node, accept);
                }
            }),
            faults(ClusterFaults::of(nodes)).pick(seed).take(4),
        )
        .last(list([RegisterOp::Read]));
    let run = Workers::new(2, seed).run(&workload).unwrap();
    assert!(run.complaints.is_empty(), "{:?}", run.complaints);
    Checker::linearizable(Register::new(0)).assert(&run.history);
}

fn all(faults: ClusterFaults) -> ClusterFaults {
    faults.splits(Split::ALL).crashes().pauses()
}

fn crashes(faults: ClusterFaults) -> ClusterFaults {
    faults.crashes()
}

#[lockstep::test(iterations = 2000, seed = 1)]
fn who_syncs_before_the_answer_keeps_what_was_written_through_every_fault() {
    run(Accept::AfterSync, all);
}

#[test]
fn who_syncs_after_the_answer_is_caught_by_a_crash() {
    for seed in 0..20 {
        let runner = Runner::new().iterations(5_000).seed(Seed::from(seed));
        let found = runner.search(|| run(Accept::BeforeSync, crashes));
        let (iteration, failure) = found.expect_err("it forgets");
        let failure = failure.to_string();
        assert!(
            failure.contains("not linearizable"),
            "{iteration}: {failure}"
        );
    }
}

#[test]
fn the_same_seed_causes_the_same_faults_and_the_same_history() {
    let failing = || {
        let runner = Runner::new().iterations(5_000).seed(Seed::from(3));
        let found = runner.search(|| run(Accept::BeforeSync, crashes));
        let (iteration, failure) = found.expect_err("it forgets");
        (iteration, failure.to_string())
    };
    assert_eq!(failing(), failing());
}
