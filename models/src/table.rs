use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};

use im::OrdMap;

use crate::digest::digest;

/// Values under keys, as a state: clones share what they have in common.
///
/// Every method leaves the old table as it was. How it came about does not matter: tables with the
/// same entries are equal and hash alike. Hashing is by a digest that is kept up to date; equality is
/// exact.
///
/// # Complexity
///
/// Cloning and hashing cost the same for any size; looking up, adding and removing are logarithmic;
/// comparing is linear in what the two do not share.
///
/// # Examples
///
/// ```
/// use lockstep_models::Table;
///
/// let one = Table::new().with("x", 1);
/// let two = one.with("y", 2);
/// assert_eq!(two.get(&"y"), Some(&2));
/// assert_eq!(two.without(&"y"), one);
/// ```
#[derive(Clone)]
pub struct Table<K, V> {
    entries: OrdMap<K, V>,
    /// The sum of the digests of the entries, modulo 2^64.
    digest: u64,
}

impl<K, V> Table<K, V> {
    /// Makes the empty table.
    pub fn new() -> Self {
        Self {
            entries: OrdMap::new(),
            digest: 0,
        }
    }

    /// Returns how many keys it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true if it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<K: Ord, V> Table<K, V> {
    /// Returns the value under `key`.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key)
    }

    /// Returns true if there is a value under `key`.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.entries.contains_key(key)
    }

    /// Returns the entry with the greatest key.
    pub fn greatest(&self) -> Option<(&K, &V)> {
        self.entries.get_max().map(|(key, value)| (key, value))
    }

    /// Returns the entries in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.entries.iter()
    }
}

impl<K: Ord + Clone + Hash, V: Clone + Hash> Table<K, V> {
    /// Returns the table with `value` under `key`, whatever was there.
    #[must_use]
    pub fn with(&self, key: K, value: V) -> Self {
        let mut next = self.clone();
        next.insert(key, value);
        next
    }

    /// Returns the table with nothing under `key`.
    #[must_use]
    pub fn without(&self, key: &K) -> Self {
        let mut next = self.clone();
        if let Some(value) = next.entries.remove(key) {
            next.digest = next.digest.wrapping_sub(digest(&(key, value)));
        }
        next
    }

    fn insert(&mut self, key: K, value: V) {
        let new = digest(&(&key, &value));
        if let Some(old) = self.entries.get(&key) {
            self.digest = self.digest.wrapping_sub(digest(&(&key, old)));
        }
        self.digest = self.digest.wrapping_add(new);
        self.entries.insert(key, value);
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord + Clone + Hash, V: Clone + Hash> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut table = Self::new();
        for (key, value) in entries {
            table.insert(key, value);
        }
        table
    }
}

impl<K: Ord, V: Eq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.entries == other.entries
    }
}

impl<K: Ord, V: Eq> Eq for Table<K, V> {}

impl<K, V> Hash for Table<K, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.digest);
    }
}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_as_a_map_and_hashes_by_content(moves in prop::collection::vec((0..9, 0..4), 0..200)) {
            let mut table = Table::new();
            let mut map = BTreeMap::new();
            for (key, value) in moves {
                if value == 0 {
                    table = table.without(&key);
                    map.remove(&key);
                } else {
                    table = table.with(key, value);
                    map.insert(key, value);
                }
                prop_assert!(table.iter().eq(&map));
                prop_assert_eq!(table.greatest(), map.last_key_value());
            }
            let rebuilt = Table::from_iter(map);
            prop_assert_eq!(digest(&table), digest(&rebuilt));
            prop_assert_eq!(table, rebuilt);
        }
    }
}
