use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter;
use std::sync::Arc;

use crate::digest::digest;
use crate::link::Link;

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const BASE_INVERSE: u64 = 0xf1de_83e1_9937_733d;
const _: () = assert!(BASE.wrapping_mul(BASE_INVERSE) == 1);

/// Values in an order, as a state: it grows at the back and shrinks at both ends.
///
/// Every method leaves the old sequence as it was, and the new one shares what they have in common.
/// Hashing is by a digest that is kept up to date; equality is exact.
///
/// # Complexity
///
/// Cloning, hashing, pushing and removing cost the same for any length, but for the removal of the
/// front, which is logarithmic as is finding it. A push takes the size of one value and 48 bytes, a
/// removal nothing. What was removed from the front is freed with the values that were pushed after
/// it. Comparing equal sequences is linear in what they do not share.
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
    /// The last value; `None` exactly if the length is 0.
    last: Option<Arc<Link<V>>>,
    len: usize,
    /// The sum of `digest(value) * BASE^place`, modulo 2^64.
    digest: u64,
    /// `BASE^len`, modulo 2^64.
    power: u64,
}

impl<V> Sequence<V> {
    /// Makes the empty sequence.
    pub fn new() -> Self {
        Self {
            last: None,
            len: 0,
            digest: 0,
            power: 1,
        }
    }

    /// Returns how many values it holds.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns true if it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the values from front to back; it collects them first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        let from_back: Vec<&V> = self.from_back().collect();
        from_back.into_iter().rev()
    }

    /// Returns the values from back to front.
    pub fn from_back(&self) -> impl Iterator<Item = &V> {
        self.links().map(|link| link.value())
    }

    /// Returns the first value.
    pub fn front(&self) -> Option<&V> {
        let first = self.last.as_ref()?.back(self.len - 1)?;
        Some(first.value())
    }

    /// Returns the last value.
    pub fn back(&self) -> Option<&V> {
        self.last.as_ref().map(|link| link.value())
    }

    fn links(&self) -> impl Iterator<Item = &Arc<Link<V>>> {
        iter::successors(self.last.as_ref(), |link| link.before()).take(self.len)
    }
}

impl<V: Clone + Hash> Sequence<V> {
    /// Returns the sequence with `value` at the back.
    #[must_use]
    pub fn pushed(&self, value: &V) -> Self {
        let term = digest(value).wrapping_mul(self.power);
        Self {
            last: Some(Link::behind(self.last.as_ref(), value.clone())),
            len: self.len + 1,
            digest: self.digest.wrapping_add(term),
            power: self.power.wrapping_mul(BASE),
        }
    }

    /// Returns the sequence without its first value; the empty one stays empty.
    #[must_use]
    pub fn without_front(&self) -> Self {
        let Some(front) = self.front() else {
            return Self::new();
        };
        let rest = self.digest.wrapping_sub(digest(front));
        Self {
            last: self.last.clone().filter(|_| self.len > 1),
            len: self.len - 1,
            digest: rest.wrapping_mul(BASE_INVERSE),
            power: self.power.wrapping_mul(BASE_INVERSE),
        }
    }

    /// Returns the sequence without its last value; the empty one stays empty.
    #[must_use]
    pub fn without_back(&self) -> Self {
        let Some(last) = &self.last else {
            return Self::new();
        };
        let power = self.power.wrapping_mul(BASE_INVERSE);
        let term = digest(last.value()).wrapping_mul(power);
        Self {
            last: last.before().cloned().filter(|_| self.len > 1),
            len: self.len - 1,
            digest: self.digest.wrapping_sub(term),
            power,
        }
    }
}

impl<V> Default for Sequence<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Clone + Hash> FromIterator<V> for Sequence<V> {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        let values = values.into_iter();
        values.fold(Self::new(), |sequence, value| sequence.pushed(&value))
    }
}

impl<V: Eq> PartialEq for Sequence<V> {
    fn eq(&self, other: &Self) -> bool {
        if self.digest != other.digest || self.len != other.len {
            return false;
        }
        for (one, other) in self.links().zip(other.links()) {
            if Arc::ptr_eq(one, other) {
                return true;
            }
            if one.value() != other.value() {
                return false;
            }
        }
        true
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
