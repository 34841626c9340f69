//! Generators of every kind, nested, for the properties that hold for all of them.

use lockstep_generator::{Boxed, Generator, cycle, mix, random, weighted};
use proptest::prelude::*;

/// Any generator, two combinators deep at most.
pub(crate) fn any_generator() -> impl Strategy<Value = Boxed<u8>> {
    source().prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            (inner.clone(), 0..50_u64).prop_map(|(inner, count)| inner.take(count).boxed()),
            prop::collection::vec(inner, 1..4).prop_map(|children| mix(children).unwrap().boxed()),
        ]
    })
}

/// Any generator without parts; none of them has an end.
pub(crate) fn source() -> impl Strategy<Value = Boxed<u8>> {
    let pool = || prop::collection::vec(any::<u8>(), 1..10);
    let weights = prop::collection::vec((any::<u8>(), 1..100_i64), 1..10);
    prop_oneof![
        pool().prop_map(|ops| cycle(ops).unwrap().boxed()),
        (pool(), any::<u64>()).prop_map(|(ops, seed)| random(ops).unwrap().seed(seed).boxed()),
        (weights, any::<u64>()).prop_map(|(ops, seed)| weighted(ops).unwrap().seed(seed).boxed()),
    ]
}

/// The first ops, at most `count`.
pub(crate) fn first<G: Generator + Clone>(generator: &G, count: usize) -> Vec<G::Op> {
    generator.iter().take(count).collect()
}
