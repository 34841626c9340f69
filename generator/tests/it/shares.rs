//! How often ops come. The seeds are fixed, so that the counts are exact.

use lockstep_generator::{Generator, random, weighted};

/// Counts each op below `N` among the first 100,000.
fn counts<const N: usize>(generator: &(impl Generator<Op = usize> + Clone)) -> [u32; N] {
    let mut counts = [0; N];
    generator.clone().take(100_000).each(|op| counts[op] += 1);
    counts
}

#[test]
fn random_ops_come_equally_often() {
    // 20,000 each, give or take 126.
    assert_eq!(
        counts(&random(0..5).unwrap().seed(42)),
        [20_133, 19_857, 19_932, 20_073, 20_005]
    );
}

#[test]
fn weighted_ops_come_as_often_as_their_weights_say() {
    let g = weighted([(0, 70), (1, 20), (2, 9), (3, 1)]).unwrap();
    // 70,000 ± 145, 20,000 ± 126, 9000 ± 90, 1000 ± 31.
    assert_eq!(counts(&g.seed(42)), [69_932, 19_903, 9134, 1031]);
}

#[test]
fn weights_beyond_a_word_keep_their_proportions() {
    let g = weighted([(0, 3_u64 << 60), (1, 1 << 60)]).unwrap();
    // 75,000 and 25,000 ± 137.
    assert_eq!(counts(&g.seed(42)), [74_951, 25_049]);
}

#[test]
fn one_op_alone_comes_always() {
    assert_eq!(counts(&weighted([(0, u64::MAX)]).unwrap()), [100_000]);
    assert_eq!(counts(&random([0]).unwrap()), [100_000]);
}

#[test]
fn an_op_that_stands_twice_in_the_pool_comes_twice_as_often() {
    // 66,667 and 33,333 ± 149.
    assert_eq!(
        counts(&random([0, 1, 0]).unwrap().seed(42)),
        [66_816, 33_184]
    );
}
