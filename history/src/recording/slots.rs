use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::Slot;
use crate::Value;

/// Gives each value its slot: equal values get equal slots, and only they.
#[derive(Default)]
pub(super) struct Slots {
    values: Vec<Value>,
    hashes: Vec<u64>,
    places: HashTable<Place>,
    hasher: DefaultHashBuilder,
}

/// Where a value stands in the table; its hash, so that the table can grow without looking there.
#[derive(Clone, Copy)]
struct Place {
    place: usize,
    hash: u64,
}

impl Slots {
    pub(super) fn new(hasher: DefaultHashBuilder) -> Self {
        Self {
            hasher,
            ..Self::default()
        }
    }

    pub(super) fn slot(&mut self, value: Value) -> Slot {
        Slot::of_small(&value).unwrap_or_else(|| self.slot_in_table(value))
    }

    fn slot_in_table(&mut self, value: Value) -> Slot {
        let hash = match &value {
            Value::String(text) => self.hasher.hash_one(&**text),
            _ => self.hasher.hash_one(&value),
        };
        self.slot_of_hash(hash, value)
    }

    fn slot_of_hash(&mut self, hash: u64, value: Value) -> Slot {
        let known = self.find(hash, |known| *known == value);
        known.unwrap_or_else(|| self.add(hash, value))
    }

    /// Returns the slot of a string, which is copied only where it is new.
    pub(super) fn slot_of_text(&mut self, text: &str) -> Slot {
        let hash = self.hasher.hash_one(text);
        let is_text = |known: &Value| matches!(known, Value::String(known) if **known == *text);
        let known = self.find(hash, is_text);
        known.unwrap_or_else(|| self.add(hash, Value::from(text)))
    }

    fn find(&self, hash: u64, is_same: impl Fn(&Value) -> bool) -> Option<Slot> {
        let is_there = |there: &Place| there.hash == hash && is_same(&self.values[there.place]);
        let found = self.places.find(hash, is_there)?;
        Some(Slot::of_place(found.place))
    }

    fn add(&mut self, hash: u64, value: Value) -> Slot {
        let place = self.values.len();
        self.values.push(value);
        self.hashes.push(hash);
        let new = Place { place, hash };
        self.places.insert_unique(hash, new, |there| there.hash);
        Slot::of_place(place)
    }

    /// Takes all values of `other` into this table; returns their slots here, in their order there.
    ///
    /// Both have the same hasher.
    pub(super) fn take_from(&mut self, other: &mut Slots) -> Vec<Slot> {
        other.places.clear();
        let values = other.hashes.drain(..).zip(other.values.drain(..));
        values
            .map(|(hash, value)| self.slot_of_hash(hash, value))
            .collect()
    }

    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.hashes.clear();
        self.places.clear();
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }
}
