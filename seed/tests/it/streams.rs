//! Streams as values, and what their choices are distributed like.

use lockstep_seed::{Seed, Stream};
use proptest::prelude::*;
use rand::Rng;

fn advanced(seed: u64, words: usize) -> Stream {
    let mut stream = Seed::from(seed).stream();
    for _ in 0..words {
        stream.word();
    }
    stream
}

proptest! {
    #[test]
    fn a_clone_goes_on_alike_wherever_it_is_made(seed: u64, before in 0..200_usize) {
        let mut stream = advanced(seed, before);
        let mut twin = stream.clone();
        for _ in 0..200 {
            prop_assert_eq!(stream.word(), twin.word());
            prop_assert_eq!(&stream, &twin);
        }
    }

    #[test]
    fn asking_a_clone_leaves_the_stream_alone(seed: u64, before in 0..200_usize) {
        let stream = advanced(seed, before);
        let mut walked = stream.clone();
        for _ in 0..130 {
            walked.word();
        }
        prop_assert_eq!(stream, advanced(seed, before));
        prop_assert_eq!(walked, advanced(seed, before + 130));
    }

    #[test]
    fn every_number_is_below_the_bound(seed: u64, bound in 1_u64..) {
        let mut stream = Seed::from(seed).stream();
        prop_assert!((0..10).all(|_| stream.below(bound) < bound));
    }

    #[test]
    fn what_is_chosen_stands_where_the_number_says(
        seed: u64,
        items in prop::collection::vec(any::<u8>(), 1..50),
    ) {
        let (mut one, mut other) = (Seed::from(seed).stream(), Seed::from(seed).stream());
        let place = usize::try_from(one.below(items.len() as u64)).unwrap();
        prop_assert!(std::ptr::eq(other.choose(&items), &raw const items[place]));
    }
}

#[test]
fn a_die_is_fair() {
    let mut stream = Seed::from(42).stream();
    let mut counts = [0; 6];
    for _ in 0..60_000 {
        counts[usize::try_from(stream.below(6)).unwrap()] += 1;
    }
    // 10,000 each, give or take 91.
    assert_eq!(counts, [9956, 10_074, 9891, 10_066, 9882, 10_131]);
}

#[test]
fn it_is_a_source_for_rand() {
    let (mut stream, mut words) = (advanced(42, 61), advanced(42, 61));
    let mut bytes = [0; 10];
    stream.fill_bytes(&mut bytes);
    let expected: Vec<u8> = (0..3).flat_map(|_| words.word().to_le_bytes()).collect();
    assert_eq!(bytes, expected[..10]);
    let (low, high) = (u64::from(words.word()), u64::from(words.word()));
    assert_eq!(stream.next_u64(), low | high << 32);
    assert_eq!(stream.next_u32(), words.word());
}

#[test]
fn it_shows_its_seed_and_how_far_it_is() {
    assert_eq!(
        format!("{:?}", advanced(42, 130)),
        "Stream { seed: 42, words_drawn: 130 }"
    );
    assert_eq!(advanced(42, 130).seed(), Seed::from(42));
}

#[test]
#[should_panic(expected = "a number below 0 was asked for")]
fn nothing_is_below_zero() {
    Seed::from(42).stream().below(0);
}
