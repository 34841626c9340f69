use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::Slot;
use crate::Value;

/// Gives each value its slot: equal values get equal slots, and only they.
#[derive(Default)]
pub(super) struct Slots {
    values: Vec<Value>,
    /// Places in `values`, by the hash of the value.
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Slots {
    pub(super) fn slot(&mut self, value: Value) -> Slot {
        Slot::of_small(&value).unwrap_or_else(|| {
            let hash = hash(&self.hasher, &value);
            self.place(hash, |known| *known == value, || value.clone())
        })
    }

    /// Returns the slot of a string, which is copied only where it is new.
    pub(super) fn slot_of_text(&mut self, text: &str) -> Slot {
        let hash = self.hasher.hash_one(text);
        let is_text = |known: &Value| matches!(known, Value::String(known) if **known == *text);
        self.place(hash, is_text, || Value::from(text))
    }

    fn place(
        &mut self,
        hash: u64,
        is_same: impl Fn(&Value) -> bool,
        value: impl FnOnce() -> Value,
    ) -> Slot {
        let known = self
            .places
            .find(hash, |&place| is_same(&self.values[place as usize]));
        Slot::of_place(known.copied().unwrap_or_else(|| self.add(hash, value())))
    }

    fn add(&mut self, hash_of_value: u64, value: Value) -> u32 {
        let place = u32::try_from(self.values.len()).expect("fewer than 2^32 values");
        self.values.push(value);
        let (values, hasher) = (&self.values, &self.hasher);
        self.places.insert_unique(hash_of_value, place, |&place| {
            hash(hasher, &values[place as usize])
        });
        place
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }
}

fn hash(hasher: &DefaultHashBuilder, value: &Value) -> u64 {
    match value {
        Value::String(text) => hasher.hash_one(&**text),
        _ => hasher.hash_one(value),
    }
}
