use std::fmt;
use std::hash::{Hash, Hasher};

use im::Vector;

use crate::digest::digest;

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const BASE_INVERSE: u64 = 0xf1de_83e1_9937_733d;
const _: () = assert!(BASE.wrapping_mul(BASE_INVERSE) == 1);

/// Values in an order, as a state: clones share what they have in common.
///
/// Every method leaves the old sequence as it was. Hashing is by a digest that is kept up to date;
/// equality is exact.
///
/// # Complexity
///
/// Cloning and hashing cost the same for any length; adding and removing at an end copy at most one
/// chunk of 64 values; comparing equal sequences is linear.
///
/// # Examples
///
/// ```
/// use lockstep_models::Sequence;
///
/// let queue = Sequence::from_iter([1, 2]);
/// let longer = queue.pushed(&3);
/// assert_eq!(longer.front(), Some(&1));
/// assert_eq!(longer.without_front(), Sequence::from_iter([2, 3]));
/// assert_eq!(queue, Sequence::from_iter([1, 2]));
/// ```
#[derive(Clone)]
pub struct Sequence<V> {
    items: Vector<V>,
    /// The sum of `digest(item) * BASE^place`, modulo 2^64.
    digest: u64,
    /// `BASE^length`, modulo 2^64.
    power: u64,
}

impl<V> Sequence<V> {
    /// Makes the empty sequence.
    pub fn new() -> Self {
        Self {
            items: Vector::new(),
            digest: 0,
            power: 1,
        }
    }

    /// Returns how many values it holds.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns true if it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns the values from front to back.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.items.iter()
    }

    /// Returns the first value.
    pub fn front(&self) -> Option<&V> {
        self.items.front()
    }

    /// Returns the last value.
    pub fn back(&self) -> Option<&V> {
        self.items.back()
    }
}

impl<V: Clone + Hash> Sequence<V> {
    /// Returns the sequence with `value` at the back.
    #[must_use]
    pub fn pushed(&self, value: &V) -> Self {
        let mut next = self.clone();
        next.push(value.clone());
        next
    }

    /// Returns the sequence without its first value; the empty one stays empty.
    #[must_use]
    pub fn without_front(&self) -> Self {
        let mut next = self.clone();
        if let Some(value) = next.items.pop_front() {
            next.digest = next.digest.wrapping_sub(digest(&value));
            next.digest = next.digest.wrapping_mul(BASE_INVERSE);
            next.power = next.power.wrapping_mul(BASE_INVERSE);
        }
        next
    }

    /// Returns the sequence without its last value; the empty one stays empty.
    #[must_use]
    pub fn without_back(&self) -> Self {
        let mut next = self.clone();
        if let Some(value) = next.items.pop_back() {
            next.power = next.power.wrapping_mul(BASE_INVERSE);
            let term = digest(&value).wrapping_mul(next.power);
            next.digest = next.digest.wrapping_sub(term);
        }
        next
    }

    fn push(&mut self, value: V) {
        let term = digest(&value).wrapping_mul(self.power);
        self.digest = self.digest.wrapping_add(term);
        self.power = self.power.wrapping_mul(BASE);
        self.items.push_back(value);
    }
}

impl<V> Default for Sequence<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Clone + Hash> FromIterator<V> for Sequence<V> {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        let mut sequence = Self::new();
        for value in values {
            sequence.push(value);
        }
        sequence
    }
}

impl<V: Eq> PartialEq for Sequence<V> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.items == other.items
    }
}

impl<V: Eq> Eq for Sequence<V> {}

impl<V> Hash for Sequence<V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.digest);
    }
}

impl<V: fmt::Debug> fmt::Debug for Sequence<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;
    use crate::digest::digest;

    proptest! {
        #[test]
        fn behaves_as_a_deque_and_hashes_by_content(moves in prop::collection::vec((0..3, 0..4), 0..300)) {
            let mut sequence = Sequence::new();
            let mut deque = VecDeque::new();
            for (kind, value) in moves {
                match kind {
                    0 => { sequence = sequence.pushed(&value); deque.push_back(value); }
                    1 => { sequence = sequence.without_front(); deque.pop_front(); }
                    _ => { sequence = sequence.without_back(); deque.pop_back(); }
                }
                prop_assert!(sequence.iter().eq(&deque));
            }
            let rebuilt = Sequence::from_iter(deque);
            prop_assert_eq!(digest(&sequence), digest(&rebuilt));
            prop_assert_eq!(sequence, rebuilt);
        }
    }

    #[test]
    fn tells_orders_apart() {
        let one_two = Sequence::from_iter([1, 2]);
        let two_one = Sequence::from_iter([2, 1]);
        assert_ne!(one_two, two_one);
        assert_ne!(digest(&one_two), digest(&two_one));
    }
}
