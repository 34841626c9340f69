//! What cannot be built, and what is said of it.

use lockstep_generator::{Boxed, BuildError, Combinator, cycle, mix, random, weighted};
use proptest::prelude::*;

const NO_OPS: [u8; 0] = [];

#[test]
fn refuses_to_build_from_nothing() {
    let said = [
        random(NO_OPS).unwrap_err(),
        cycle(NO_OPS).unwrap_err(),
        weighted::<u8, i64>([]).unwrap_err(),
        mix::<Boxed<u8>>([]).unwrap_err(),
    ]
    .map(|error| error.to_string());
    let expected = [
        "random is given no ops; expected at least one",
        "cycle is given no ops; expected at least one",
        "weighted is given no ops; expected at least one",
        "mix is given no generators; expected at least one",
    ];
    assert_eq!(said, expected);
    let combinator = Combinator::Random;
    assert_eq!(random(NO_OPS), Err(BuildError::Empty { combinator }));
}

#[test]
fn refuses_a_sum_of_weights_that_does_not_fit() {
    let error = weighted([('a', i64::MAX), ('b', 1), ('c', 1)]).unwrap_err();
    let says = "the 3 weights sum to more than 4611686018427387903; expected at most that";
    assert_eq!(error.to_string(), says);
    assert!(weighted([('a', u64::MAX), ('b', u64::MAX)]).is_err());
    assert!(weighted([('a', i128::MAX)]).is_err());
    assert!(weighted([('a', i64::MAX), ('b', 1)]).is_err());
    assert!(weighted([('a', i64::MAX - 1), ('b', 1)]).is_ok());
    assert!(weighted([('a', u64::MAX)]).is_ok());
}

proptest! {
    #[test]
    fn refuses_the_first_weight_below_one(
        weights in prop::collection::vec(1..1000_i64, 1..10),
        place in any::<prop::sample::Index>(),
        bad in i64::MIN..=0,
    ) {
        let index = place.index(weights.len());
        let mut weights = weights;
        weights[index] = bad;
        let weight = i128::from(bad);
        let ops = weights.into_iter().map(|weight| ("op", weight));
        let error = weighted(ops).unwrap_err();
        let says = format!("the weight at index {index} is {bad}; expected an integer of at least 1");
        prop_assert_eq!(error.to_string(), says);
        prop_assert_eq!(error, BuildError::Weight { index, weight });
    }

    #[test]
    fn builds_from_any_weights_that_fit(
        weights in prop::collection::vec(1..=u64::MAX / 256, 1..16),
    ) {
        prop_assert!(weighted(weights.into_iter().map(|weight| ((), weight))).is_ok());
    }
}
