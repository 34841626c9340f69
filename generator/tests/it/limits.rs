//! What ends a generator, or holds it back.

use std::collections::BTreeSet;
use std::time::Duration;

use lockstep_generator::{
    End, EventKind, Generator, Simulation, Thread, any, concat, cycle, list, sleep,
};
use proptest::prelude::*;

use crate::tree::{any_simulation, any_tree, run};

proptest! {
    #[test]
    fn so_many_processes_do_ops_and_no_more(
        tree in any_tree(), processes_max in 0..12_u64, clients in 1..6_u32,
    ) {
        let simulation = Simulation::imperfect(clients)
            .nemesis()
            .ops_max(200)
            .time_max(Duration::from_micros(1));
        let simulated = run(&simulation, &tree.process_limit(processes_max));
        let processes: BTreeSet<u64> = simulated.invoked().filter_map(|entry| entry.process).collect();
        prop_assert!(processes.len() as u64 <= processes_max);
    }

    #[test]
    fn so_many_threads_are_busy_and_no_more(
        tree in any_tree(), busy_max in 0..6_usize, simulation in any_simulation(),
    ) {
        let simulated = run(&simulation, &tree.concurrency_limit(busy_max));
        let mut busy = 0;
        for entry in simulated.entries() {
            match entry.kind {
                EventKind::Invoke => busy += 1,
                _ => busy -= 1,
            }
            prop_assert!(busy <= busy_max);
        }
    }

    #[test]
    fn nothing_begins_after_an_op_succeeded(simulation in any_simulation()) {
        let g = cycle([1_u8]).unwrap().until_ok();
        let simulated = run(&simulation, &g);
        let mut entries = simulated.entries().iter();
        let succeeds = entries.by_ref().any(|entry| entry.kind == EventKind::Ok);
        prop_assert!(entries.all(|entry| entry.kind != EventKind::Invoke));
        prop_assert_eq!(succeeds, simulated.end() == End::Done);
    }

    #[test]
    fn an_op_of_another_generator_ends_nothing(tries in 1..30_u64, seed: u64) {
        // The ops of others succeed, its own never do.
        let own = cycle(["own"]).unwrap().take(tries).until_ok().boxed();
        let other = cycle(["other"]).unwrap().take(100).boxed();
        let g = any([own, other]).unwrap().seed(seed);
        let simulation = Simulation::perfect(3).outcomes(|_, op, _| match *op {
            "own" => EventKind::Fail,
            _ => EventKind::Ok,
        });
        let simulated = run(&simulation, &g);
        let own = simulated.invoked().filter(|entry| entry.op == "own");
        prop_assert_eq!(own.count() as u64, tries);
    }

    #[test]
    fn an_op_that_was_left_out_ends_nothing(seed: u64) {
        // The thread that 0 was meant for goes on with an op of the other, which succeeds.
        let rest = sleep(Duration::from_nanos(15)).boxed();
        let tries = concat([list([0]).boxed(), rest, list([1]).boxed()]).until_ok();
        let own = tries.filter(|op| *op != 0).boxed();
        let other = cycle([2]).unwrap().take(5).boxed();
        let g = any([own, other]).unwrap().seed(seed);
        let simulated = run(&Simulation::perfect(1), &g);
        let mut ops: Vec<u8> = simulated.invoked().map(|entry| entry.op).collect();
        ops.sort_unstable();
        prop_assert_eq!(ops, [1, 2, 2, 2, 2, 2]);
    }

    #[test]
    fn a_filter_passes_what_it_says(tree in any_tree(), simulation in any_simulation()) {
        let simulated = run(&simulation, &tree.take(300).filter(|op| op % 3 == 0));
        prop_assert!(simulated.invoked().all(|entry| entry.op % 3 == 0));
    }
}

#[test]
fn more_clients_than_processes_do_nothing() {
    let g = cycle(["op"]).unwrap().process_limit(2);
    assert_eq!(run(&Simulation::of(3), &g).entries(), []);
    let g = cycle(["op"]).unwrap().process_limit(2).take(5);
    let simulated = run(&Simulation::perfect(2), &g);
    assert_eq!(simulated.invoked().count(), 5);
}

#[test]
#[should_panic(expected = "a filter has left out more than 1000000 ops in a row")]
fn a_filter_that_lets_nothing_pass_does_not_look_on_for_ever() {
    cycle([1]).unwrap().filter(|op| *op == 2).next();
}

#[test]
fn a_filter_passes_the_op_after_a_million() {
    let g = list((0..=1_000_000_u32).map(u64::from)).filter(|op| *op == 1_000_000);
    assert_eq!(g.iter().collect::<Vec<_>>(), [1_000_000]);
}

#[test]
fn a_process_is_given_up_only_where_nobody_knows() {
    let simulated = run(&Simulation::imperfect(2), &cycle(["op"]).unwrap().take(12));
    let first = simulated
        .invoked()
        .filter(|entry| entry.thread == Thread::Client(0));
    let processes: Vec<Option<u64>> = first.map(|entry| entry.process).collect();
    assert_eq!(processes, [0, 0, 2, 2, 2, 4].map(Some));
}
