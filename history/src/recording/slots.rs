use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::Slot;
use crate::Value;

/// Gives each value its slot: equal values get equal slots, and only they.
#[derive(Default)]
pub(super) struct Slots {
    values: Vec<Value>,
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
    pub(super) fn slot(&mut self, value: Value) -> Slot {
        Slot::of_small(&value).unwrap_or_else(|| {
            let hash = match &value {
                Value::String(text) => self.hasher.hash_one(&**text),
                _ => self.hasher.hash_one(&value),
            };
            let known = self.find(hash, |known| *known == value);
            known.unwrap_or_else(|| self.add(hash, value))
        })
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
        let new = Place { place, hash };
        self.places.insert_unique(hash, new, |there| there.hash);
        Slot::of_place(place)
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }
}
