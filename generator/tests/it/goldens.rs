//! Ops that no platform and no release may change; computed by a second implementation.

use lockstep_generator::{Generator, random, weighted};

use crate::kind::first;

#[test]
fn the_ops_of_random_never_change() {
    let ops = first(&random(0..4).unwrap().seed(42), 24);
    assert_eq!(
        ops,
        [
            0, 3, 0, 3, 1, 2, 1, 0, 3, 2, 2, 0, 0, 2, 0, 3, 2, 3, 2, 1, 3, 1, 0, 1
        ]
    );
    let ops = first(&random(0..5).unwrap().seed(7), 24);
    assert_eq!(
        ops,
        [
            1, 0, 3, 2, 1, 3, 2, 3, 0, 2, 1, 2, 1, 4, 3, 0, 4, 3, 0, 3, 4, 2, 2, 1
        ]
    );
}

#[test]
fn the_ops_of_weighted_never_change() {
    let ops = first(
        &weighted([(0, 5), (1, 3), (2, 1), (3, 1)]).unwrap().seed(42),
        24,
    );
    assert_eq!(
        ops,
        [
            0, 1, 0, 0, 3, 1, 1, 1, 0, 0, 1, 1, 3, 1, 2, 1, 0, 1, 0, 1, 0, 3, 1, 2
        ]
    );
    let ops = first(&weighted([(0, 3), (1, 2), (2, 2)]).unwrap().seed(7), 24);
    assert_eq!(
        ops,
        [
            2, 1, 2, 2, 2, 0, 1, 0, 1, 0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 2, 1, 0, 2, 1
        ]
    );
}

#[test]
fn the_counts_of_a_long_stream_never_change() {
    let g = weighted([(0, 5), (1, 3), (2, 1), (3, 1)]).unwrap().seed(42);
    let counts = g.take(4000).reduce([0; 4], |mut counts, op: usize| {
        counts[op] += 1;
        counts
    });
    assert_eq!(counts, [1985, 1191, 418, 406]);
}
