//! What each combinator makes of its parts.

use lockstep_generator::{Boxed, Generator, cycle, mix, random};
use proptest::prelude::*;

use crate::kind::{any_generator, first, source};

/// Round-robin written down: an op of each in turn, until one has none in its turn.
fn in_turns(children: &[Vec<u8>]) -> Vec<u8> {
    let rounds = (0..).flat_map(|round| children.iter().map(move |ops| ops.get(round)));
    rounds.map_while(Option::<&u8>::copied).collect()
}

proptest! {
    #[test]
    fn take_gives_a_prefix(generator in any_generator(), count in 0..100_u64) {
        let taken = first(&generator.clone().take(count), 200);
        prop_assert_eq!(taken, first(&generator, usize::try_from(count).unwrap()));
    }

    #[test]
    fn the_smaller_take_wins(generator in any_generator(), one in 0..60_u64, other in 0..60_u64) {
        let twice = generator.clone().take(one).take(other);
        prop_assert_eq!(first(&twice, 100), first(&generator.take(one.min(other)), 100));
    }

    #[test]
    fn take_counts_exactly_what_has_no_end(generator in source(), count in 0..200_u64) {
        prop_assert_eq!(generator.take(count).each(drop), count);
    }

    #[test]
    fn a_cycle_repeats_its_ops_in_order(ops in prop::collection::vec(any::<u8>(), 1..20)) {
        let expected: Vec<u8> = ops.iter().copied().cycle().take(100).collect();
        prop_assert_eq!(first(&cycle(ops).unwrap(), 100), expected);
    }

    #[test]
    fn random_gives_ops_of_the_pool_alone(
        pool in prop::collection::vec(any::<u8>(), 1..20),
        seed: u64,
    ) {
        let ops = first(&random(pool.clone()).unwrap().seed(seed), 100);
        prop_assert!(ops.iter().all(|op| pool.contains(op)));
    }

    #[test]
    fn mix_takes_turns_until_one_is_exhausted(
        children in prop::collection::vec((source(), 0..30_u64), 1..6),
    ) {
        let children: Vec<_> = children.into_iter().map(|(child, count)| child.take(count)).collect();
        let parts: Vec<Vec<u8>> = children.iter().map(|child| first(child, 100)).collect();
        prop_assert_eq!(first(&mix(children).unwrap(), 1000), in_turns(&parts));
    }

    #[test]
    fn a_mix_of_one_is_that_one(generator in any_generator()) {
        let mixed = mix([generator.clone()]).unwrap();
        prop_assert_eq!(first(&mixed, 100), first(&generator, 100));
    }

    #[test]
    fn combinators_pass_the_seeds_of_their_parts_on(
        parts in prop::collection::vec(any_generator(), 1..4),
        count: u64,
    ) {
        let expected: Vec<_> = parts.iter().flat_map(Boxed::seeds).collect();
        prop_assert_eq!(mix(parts).unwrap().take(count).seeds(), expected);
    }
}
