use std::hash::Hash;

use crate::Table;

/// Values without an order, each any number of times, as a state.
///
/// # Complexity
///
/// That of [`Table`].
///
/// # Examples
///
/// ```
/// use lockstep_models::Bag;
///
/// let bag = Bag::from_iter([2, 1, 2]);
/// assert_eq!(bag, Bag::from_iter([1, 2, 2]));
/// assert_eq!(bag.greatest(), Some(&2));
/// assert!(bag.without(&2).contains(&2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bag<V: Ord> {
    counts: Table<V, usize>,
    len: usize,
}

impl<V: Ord> Bag<V> {
    /// Makes the empty bag.
    pub fn new() -> Self {
        Self {
            counts: Table::new(),
            len: 0,
        }
    }

    /// Returns how many values it holds, repeated ones counted each time.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns true if it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns true if it holds `value`.
    pub fn contains(&self, value: &V) -> bool {
        self.counts.contains(value)
    }

    /// Returns the greatest value.
    pub fn greatest(&self) -> Option<&V> {
        self.counts.greatest().map(|(value, _)| value)
    }

    /// Returns the values in their order, each once.
    pub fn distinct(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator {
        self.counts.iter().map(|(value, _)| value)
    }

    /// Returns the values in their order, each as often as it is there.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.counts
            .iter()
            .flat_map(|(value, count)| std::iter::repeat_n(value, *count))
    }
}

impl<V: Ord + Clone + Hash> Bag<V> {
    /// Returns the bag with one `value` more.
    #[must_use]
    pub fn with(&self, value: &V) -> Self {
        let count = self.counts.get(value).unwrap_or(&0);
        Self {
            counts: self.counts.with(value.clone(), count + 1),
            len: self.len + 1,
        }
    }

    /// Returns the bag with one `value` less; a bag without it stays as it is.
    #[must_use]
    pub fn without(&self, value: &V) -> Self {
        let counts = match self.counts.get(value) {
            None => return self.clone(),
            Some(1) => self.counts.without(value),
            Some(count) => self.counts.with(value.clone(), count - 1),
        };
        let len = self.len - 1;
        Self { counts, len }
    }
}

impl<V: Ord> Default for Bag<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Ord + Clone + Hash> FromIterator<V> for Bag<V> {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        values
            .into_iter()
            .fold(Self::new(), |bag, value| bag.with(&value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_as_a_sorted_list(moves in prop::collection::vec((any::<bool>(), 0..5), 0..60)) {
            let mut bag = Bag::new();
            let mut list: Vec<i32> = Vec::new();
            for (puts, value) in moves {
                if puts {
                    bag = bag.with(&value);
                    list.push(value);
                } else {
                    bag = bag.without(&value);
                    list.iter().position(|held| *held == value).map(|place| list.remove(place));
                }
                list.sort_unstable();
                prop_assert!(bag.iter().eq(&list));
                prop_assert_eq!(bag.len(), list.len());
            }
            prop_assert_eq!(bag, Bag::from_iter(list));
        }
    }
}
