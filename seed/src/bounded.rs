//! Uniform choice by multiplying and shifting, kept here so that no release of anything changes
//! which number a word gives.

/// The greatest bound that a 32-bit word can serve.
pub(crate) const NARROW_MAX: u64 = 1 << 32;

/// Maps a word to a number below `bound`, from 1 to [`NARROW_MAX`], so that all are equally
/// likely; `None`: draw again.
#[inline]
pub(crate) fn narrow(word: u32, bound: u64) -> Option<u64> {
    let product = u64::from(word) * bound;
    let rest = product & (NARROW_MAX - 1);
    // The division is left for the few words that could be among the superfluous 2³² mod `bound`.
    let superfluous = rest < bound && rest < NARROW_MAX % bound;
    (!superfluous).then_some(product >> 32)
}

/// Maps a 64-bit word to a number below `bound`, from 1; `None`: draw again.
pub(crate) fn wide(word: u64, bound: u64) -> Option<u64> {
    let product = u128::from(word) * u128::from(bound);
    let rest = product & u128::from(u64::MAX);
    let superfluous = rest < (1 << 64) % u128::from(bound);
    let number = u64::try_from(product >> 64).expect("half of 128 bits");
    (!superfluous).then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The first word whose product with `bound` has `number` in its upper half, or a greater one.
    fn first_word(number: u64, bound: u64) -> u64 {
        (number << 32).div_ceil(bound)
    }

    proptest! {
        #[test]
        fn every_number_has_the_same_count_of_words(
            bound in prop_oneof![1..200_u64, 1..=NARROW_MAX, NARROW_MAX - 200..=NARROW_MAX],
            place in any::<prop::sample::Index>(),
        ) {
            let number = place.index(usize::try_from(bound).unwrap()) as u64;
            let words = first_word(number, bound)..first_word(number + 1, bound);
            let given = |word| narrow(u32::try_from(word).unwrap(), bound);
            // Each further word adds `bound` to the rest, so only the first can be superfluous.
            let refused = u64::from(given(words.start).is_none());
            prop_assert_eq!(words.end - words.start - refused, NARROW_MAX / bound);
            for word in (words.start + refused..words.end).take(3).chain([words.end - 1]) {
                prop_assert!(word < words.start + refused || given(word) == Some(number));
            }
        }

        #[test]
        fn a_wide_word_gives_the_number_in_proportion(word: u64, bound in 1_u64..) {
            let number = (u128::from(word) * u128::from(bound)) >> 64;
            prop_assert!(wide(word, bound).is_none_or(|found| u128::from(found) == number));
        }
    }

    #[test]
    fn a_wide_bound_refuses_only_the_superfluous_words() {
        // 2⁶⁴ = 1 · (2⁶³ + 1) + (2⁶³ − 1): a rest below 2⁶³ − 1 is superfluous.
        let bound = (1 << 63) + 1;
        assert_eq!(wide(0, bound), None);
        assert_eq!(wide(1, bound), Some(0));
        assert_eq!(wide(2, bound), None);
        assert_eq!(wide(u64::MAX, u64::MAX), Some(u64::MAX - 1));
        assert_eq!(wide(u64::MAX, 1 << 63), Some((1 << 63) - 1));
    }
}
