//! Seeds as text, and the independence of what is derived from them.

use std::collections::BTreeSet;

use lockstep_seed::{ParseSeedError, Seed};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_printed_seed_is_read_back(number: u64) {
        let seed = Seed::from(number);
        prop_assert_eq!(seed.to_string().parse(), Ok(seed));
        prop_assert_eq!(format!("{number:#x}").parse(), Ok(seed));
        prop_assert_eq!(seed.number(), number);
    }

    #[test]
    fn no_text_panics(text: String) {
        if let Err(error) = text.parse::<Seed>() {
            prop_assert_eq!(error, ParseSeedError { text });
        }
    }

    #[test]
    fn deriving_does_not_commute(seed: u64, worker: u64) {
        prop_assume!(seed != worker);
        let child = |seed, worker| Seed::from(seed).derive(worker);
        prop_assert_ne!(child(seed, worker), child(worker, seed));
    }
}

#[test]
fn refuses_what_is_no_seed_and_says_what_one_is() {
    for text in [
        "",
        "-1",
        "+1",
        "0x",
        "0x+1",
        "1e3",
        "18446744073709551616",
        " 1",
        "x",
    ] {
        assert!(text.parse::<Seed>().is_err(), "{text:?}");
    }
    let error = "abc".parse::<Seed>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "seed is \"abc\"; expected an integer from 0 to 18446744073709551615, \
         or 0x and its hexadecimal digits"
    );
}

#[test]
fn children_of_neighbouring_seeds_and_workers_are_distinct() {
    let children = (0..100).flat_map(|seed| (0..100).map(move |worker| (seed, worker)));
    let distinct: BTreeSet<Seed> = children
        .map(|(seed, worker): (u64, u64)| Seed::from(seed).derive(worker))
        .collect();
    assert_eq!(distinct.len(), 10_000);
}

#[test]
fn half_of_the_bits_of_a_child_change_with_any_bit_of_its_worker() {
    let seed = Seed::from(42);
    let flips = (0..64).map(|bit| {
        let changed = seed.derive(0).number() ^ seed.derive(1 << bit).number();
        changed.count_ones()
    });
    // 64 · 64 fair coins: 2048 heads, give or take 32.
    assert_eq!(flips.sum::<u32>(), 2096);
}

#[test]
fn fresh_seeds_differ() {
    assert_ne!(Seed::fresh(), Seed::fresh());
}
