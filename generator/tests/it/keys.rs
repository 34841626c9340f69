//! Independent keys.

use std::collections::BTreeMap;
use std::time::Duration;

use lockstep_generator::{
    BuildError, End, Generator, Simulation, Thread, concat, cycle, independent, list, phases, sleep,
};
use proptest::prelude::*;

use crate::tree::{any_simulation, any_tree, run};

fn group(thread: Thread, size: u32) -> u32 {
    match thread {
        Thread::Client(number) => number / size,
        Thread::Nemesis => panic!("the nemesis works on no key"),
    }
}

proptest! {
    #[test]
    fn keys_follow_each_other(counts in prop::collection::vec(0..6_u64, 0..8), simulation in any_simulation()) {
        let of = counts.clone();
        let keys = 0..counts.len();
        let g = independent::sequential(keys, move |key| cycle([7_u8]).unwrap().take(of[key]));
        let g = g.map(|(key, _)| u8::try_from(key).unwrap());
        let ops: Vec<u8> = run(&simulation, &g).invoked().map(|entry| entry.op).collect();
        let expected = counts.iter().zip(0..).flat_map(|(&count, key)| (0..count).map(move |_| key));
        prop_assert!(expected.eq(ops));
    }

    #[test]
    fn a_sequence_of_keys_is_a_concatenation(
        trees in prop::collection::vec(any_tree(), 1..4), simulation in any_simulation(),
    ) {
        let of = trees.clone();
        let g = independent::sequential(0..trees.len(), move |key| of[key].clone());
        let expected = run(&simulation, &concat(trees));
        prop_assert_eq!(run(&simulation, &g.map(|(_, op)| op)), expected);
    }

    #[test]
    fn a_group_works_on_one_key_at_a_time(
        size in 1..4_u32,
        groups in 1..4_u32,
        left_over in 0..3_u32,
        keys in 0..9_u32,
        ops in 0..7_u64,
    ) {
        let left_over = left_over % size;
        let g = independent::concurrent(size, 0..keys, move |_| cycle(["op"]).unwrap().take(ops)).unwrap();
        let clients = size * groups + left_over;
        prop_assert_eq!(g.left_over(clients), left_over);
        let simulated = run(&Simulation::imperfect(clients).nemesis(), &g);
        let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for entry in simulated.invoked() {
            of.entry(entry.op.0).or_default().push(group(entry.thread, size));
        }
        for owners in of.values() {
            prop_assert_eq!(owners.len() as u64, ops, "all ops of a key are given");
            prop_assert!(owners.iter().all(|&owner| owner == owners[0] && owner < groups));
        }
        prop_assert_eq!(of.len(), if ops == 0 { 0 } else { keys as usize });
        for owner in 0..groups {
            let own = simulated.invoked().filter(|entry| group(entry.thread, size) == owner);
            prop_assert!(own.map(|entry| entry.op.0).is_sorted(), "one key after the other");
        }
    }

    #[test]
    fn each_group_rests_by_itself(rests in prop::collection::vec(0..50_u64, 1..6)) {
        let groups = u32::try_from(rests.len()).unwrap();
        let late = |rest_ns| {
            let rest = sleep(Duration::from_nanos(rest_ns)).boxed();
            concat([rest, list(["op"]).boxed()])
        };
        let g = independent::concurrent(2, rests, late).unwrap();
        let simulated = run(&Simulation::of(2 * groups), &g);
        prop_assert!(simulated.invoked().all(|entry| entry.time_ns == entry.op.0));
        prop_assert_eq!(simulated.invoked().count(), groups as usize);
    }

    #[test]
    fn no_next_key_begins_before_the_one_before_has_ended_if_that_is_asked_for(
        size in 1..4_u32, groups in 1..4_u32,
    ) {
        let round = |_| phases([cycle(["write"]).unwrap().take(4), cycle(["read"]).unwrap().take(2)]);
        // A phase of nothing lets the last ops of a key end.
        let round = move |key| round(key).then(list([]));
        let g = independent::concurrent(size, 0..6_u32, round).unwrap();
        let simulated = run(&Simulation::perfect(size * groups), &g);
        for owner in 0..groups {
            let own = simulated.entries().iter().filter(|entry| group(entry.thread, size) == owner);
            prop_assert!(own.map(|entry| entry.op.0).is_sorted());
        }
    }
}

#[test]
fn keys_may_have_no_end() {
    let g = independent::concurrent(2, 0.., |key: usize| list(vec!["op"; key % 3])).unwrap();
    let simulated = Simulation::perfect(6).ops_max(60).run(&g).unwrap();
    assert_eq!(
        (simulated.invoked().count(), simulated.end()),
        (60, End::OpsMax)
    );
    // Every third key has no op.
    assert!(simulated.invoked().all(|entry| entry.op.0 % 3 != 0));
}

#[test]
#[should_panic(expected = "a group of independent keys has 3 threads, and there are 2 clients")]
fn too_few_clients_for_a_group_are_an_error() {
    let g = independent::concurrent(3, 0..5, |_| list(["op"])).unwrap();
    let _ = Simulation::of(2).nemesis().run(&g);
}

#[test]
#[should_panic(expected = "more than 1000000 independent keys in a row have no op")]
fn keys_without_ops_are_not_tried_for_ever() {
    independent::sequential(0_u64.., |_| list::<()>([])).next();
}

#[test]
fn a_group_of_no_threads_cannot_be_built() {
    let error = independent::concurrent(0, 0..5, |_| list(["op"])).unwrap_err();
    assert_eq!(error, BuildError::NoThreadsPerKey);
    assert_eq!(
        error.to_string(),
        "a key has 0 threads; expected at least 1"
    );
}
