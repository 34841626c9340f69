//! What holds for every generator.

use lockstep_generator::{
    Ask, Boxed, Context, Cycle, Generator, Iter, Mix, Random, Take, Weighted, random, weighted,
};
use proptest::prelude::*;

use crate::kind::{any_generator, first};

proptest! {
    #[test]
    fn next_gives_what_the_iterator_gives(generator in any_generator()) {
        let mut walked = generator.clone();
        for op in first(&generator, 150) {
            let (given, rest) = walked.next().unwrap();
            prop_assert_eq!(given, op);
            walked = rest;
        }
    }

    #[test]
    fn next_leaves_the_value_as_it_was(generator in any_generator(), steps in 0..150) {
        let mut walked = generator.clone();
        for _ in 0..steps {
            let ops = first(&walked, 100);
            let Some((op, rest)) = walked.next() else { break };
            prop_assert_eq!(first(&walked, 100), &ops[..]);
            prop_assert_eq!(op, ops[0]);
            prop_assert_eq!(first(&rest, 99), &ops[1..]);
            walked = rest;
        }
    }

    #[test]
    fn what_is_done_stays_done(generator in any_generator(), count in 0..50_u64) {
        let mut generator = generator.take(count);
        generator.each(drop);
        let mut left = generator.iter();
        left.by_ref().for_each(drop);
        generator = left.into_generator();
        for time_ns in 0..3 {
            prop_assert_eq!(generator.ask(&Context::at(time_ns)), Ask::Done);
        }
        prop_assert_eq!(generator.next().map(|(op, _)| op), None);
    }

    #[test]
    fn each_counts_what_reduce_folds(generator in any_generator(), count in 0..50_u64) {
        let generator = generator.take(count);
        let mut seen = Vec::new();
        let counted = generator.each(|op| seen.push(op));
        prop_assert_eq!(counted, seen.len() as u64);
        let folded = generator.reduce(Vec::new(), |mut ops, op| {
            ops.push(op);
            ops
        });
        prop_assert_eq!(folded, seen);
    }

    #[test]
    fn a_box_changes_nothing(generator in any_generator()) {
        let boxed = generator.clone().boxed();
        prop_assert_eq!(first(&boxed, 100), first(&generator, 100));
        prop_assert_eq!(boxed.seeds(), generator.seeds());
    }

    #[test]
    fn the_same_seed_gives_the_same_ops(seed: u64, before: u64) {
        let uniform = || random(0..10).unwrap();
        prop_assert_eq!(first(&uniform().seed(seed), 100), first(&uniform().seed(seed), 100));
        let biased = || weighted((0..10).map(|op| (op, op + 1))).unwrap();
        prop_assert_eq!(first(&biased().seed(seed), 100), first(&biased().seed(seed), 100));
        // Seeding begins anew, whatever came before.
        prop_assert_eq!(uniform().seed(before).seed(seed), uniform().seed(seed));
        prop_assert_eq!(biased().seed(before).seed(seed), biased().seed(seed));
    }

    #[test]
    fn another_seed_gives_other_ops(seed: u64, other: u64) {
        prop_assume!(seed != other);
        let g = random(0..1000).unwrap();
        prop_assert_ne!(first(&g.clone().seed(seed), 20), first(&g.seed(other), 20));
    }
}

#[test]
fn a_fresh_seed_can_be_read_and_repeats_the_ops() {
    let drawn = random(0..1000).unwrap();
    let again = random(0..1000).unwrap().seed(drawn.seeds()[0]);
    assert_eq!(first(&drawn, 100), first(&again, 100));
    assert_ne!(random([0]).unwrap().seeds(), random([0]).unwrap().seeds());
    let biased = weighted([(0, 1)]).unwrap().take(3).boxed();
    assert_eq!(biased.seeds().len(), 1);
}

#[test]
fn an_op_needs_nothing_but_clone() {
    #[derive(Clone)]
    struct Opaque(Vec<String>);
    let g = random([Opaque(vec!["a".into()])]).unwrap().take(2);
    assert_eq!(g.reduce(0, |total, op| total + op.0.len()), 2);
}

#[test]
fn a_worker_on_another_thread_walks_its_own_copy() {
    fn assert_send_and_sync<T: Send + Sync + 'static>() {}
    assert_send_and_sync::<(Random<u8>, Weighted<u8>, Cycle<u8>, Boxed<u8>)>();
    assert_send_and_sync::<(Mix<Boxed<u8>>, Take<Boxed<u8>>, Iter<Boxed<u8>>)>();
    let g = random(0..1000).unwrap().seed(42);
    let elsewhere = g.clone();
    let theirs = std::thread::spawn(move || first(&elsewhere, 200));
    assert_eq!(theirs.join().unwrap(), first(&g, 200));
}
