use std::collections::BTreeMap;
use std::ops::Bound;

use super::TableKind;

/// What is in a table, by itself: nothing here is a scheduling point.
pub(super) struct Rows<K, V> {
    kind: TableKind,
    /// When a bag takes two values for the same.
    is_same: fn(&V, &V) -> bool,
    /// No key is without a value, and in a set each has one.
    values: BTreeMap<K, Vec<V>>,
    size: usize,
}

impl<K: Ord + Clone, V: Clone> Rows<K, V> {
    pub(super) fn new(kind: TableKind, is_same: fn(&V, &V) -> bool) -> Self {
        Self {
            kind,
            is_same,
            values: BTreeMap::new(),
            size: 0,
        }
    }

    pub(super) fn kind(&self) -> TableKind {
        self.kind
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn has(&self, key: &K) -> bool {
        self.values.contains_key(key)
    }

    pub(super) fn of(&self, key: &K) -> &[V] {
        self.values.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let each = |(key, values)| std::iter::repeat(key).zip(values);
        self.values.iter().flat_map(each)
    }

    /// Adds a row; returns the value that has no place any more, if there is one.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let values = self.values.entry(key).or_default();
        let is_full = self.kind.is_set() && !values.is_empty();
        if is_full {
            return Some(std::mem::replace(&mut values[0], value));
        }
        let is_same = |other: &V| (self.is_same)(other, &value);
        if self.kind == TableKind::Bag && values.iter().any(is_same) {
            return Some(value);
        }
        values.push(value);
        self.size += 1;
        None
    }

    pub(super) fn take(&mut self, key: &K) -> Vec<V> {
        let taken = self.values.remove(key).unwrap_or_default();
        self.size -= taken.len();
        taken
    }

    /// Takes out all rows for which `is_it` returns true.
    pub(super) fn take_where(&mut self, mut is_it: impl FnMut(&K, &V) -> bool) -> Vec<V> {
        let mut taken = Vec::new();
        self.values.retain(|key, values| {
            taken.extend(values.extract_if(.., |value| is_it(key, value)));
            !values.is_empty()
        });
        self.size -= taken.len();
        taken
    }

    /// Takes out the values of a key for which `is_it` returns true.
    pub(super) fn take_of(&mut self, key: &K, is_it: impl Fn(&V) -> bool) -> Vec<V> {
        let Some(values) = self.values.get_mut(key) else {
            return Vec::new();
        };
        let taken: Vec<V> = values.extract_if(.., |value| is_it(value)).collect();
        if values.is_empty() {
            self.values.remove(key);
        }
        self.size -= taken.len();
        taken
    }

    pub(super) fn take_all(&mut self) -> BTreeMap<K, Vec<V>> {
        self.size = 0;
        std::mem::take(&mut self.values)
    }

    /// Returns the value of a key in a set.
    pub(super) fn value_mut(&mut self, key: &K) -> Option<&mut V> {
        self.values.get_mut(key)?.first_mut()
    }

    pub(super) fn first(&self) -> Option<K> {
        Some(self.values.first_key_value()?.0.clone())
    }

    pub(super) fn last(&self) -> Option<K> {
        Some(self.values.last_key_value()?.0.clone())
    }

    pub(super) fn next(&self, key: &K) -> Option<K> {
        let mut after = self.values.range((Bound::Excluded(key), Bound::Unbounded));
        Some(after.next()?.0.clone())
    }

    pub(super) fn prev(&self, key: &K) -> Option<K> {
        let mut before = self.values.range(..key).rev();
        Some(before.next()?.0.clone())
    }
}
