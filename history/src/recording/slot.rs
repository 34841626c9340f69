use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::Value;

/// A value of an event in eight bytes: itself where it is small, else its place in [`Slots`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(u64);

const TAG_BITS: u32 = 3;
const TAG: u64 = (1 << TAG_BITS) - 1;
const CONSTANT: u64 = 0;
const INT: u64 = 1;
const PAIR: u64 = 2;
const INTERNED: u64 = 3;

/// The bits of each integer of a [`PAIR`].
const HALF_BITS: u32 = 30;

impl Slot {
    /// The event has no value, which means null.
    pub(crate) const ABSENT: Slot = Slot(CONSTANT);
    pub(crate) const NULL: Slot = Slot(1 << TAG_BITS | CONSTANT);
    const FALSE: Slot = Slot(2 << TAG_BITS | CONSTANT);
    const TRUE: Slot = Slot(3 << TAG_BITS | CONSTANT);

    pub(crate) fn of_bool(truth: bool) -> Slot {
        if truth { Slot::TRUE } else { Slot::FALSE }
    }

    /// Returns the slot of an integer of up to 61 bits.
    pub(crate) fn of_int(number: i64) -> Option<Slot> {
        let shifted = number << TAG_BITS;
        (shifted >> TAG_BITS == number).then_some(Slot(shifted.cast_unsigned() | INT))
    }

    /// Returns the slot of a list of two integers of up to 30 bits each.
    pub(crate) fn of_pair(first: i64, second: i64) -> Option<Slot> {
        let fits = |number: i64| -(1 << (HALF_BITS - 1)) <= number && number < 1 << (HALF_BITS - 1);
        let low = |number: i64| number.cast_unsigned() & ((1 << HALF_BITS) - 1);
        (fits(first) && fits(second))
            .then(|| Slot((low(first) << HALF_BITS | low(second)) << TAG_BITS | PAIR))
    }

    fn pair(self) -> [i64; 2] {
        let extended = |bits: u64, above: u32| bits.cast_signed() << above >> (64 - HALF_BITS);
        [
            extended(self.0, 64 - TAG_BITS - 2 * HALF_BITS),
            extended(self.0, 64 - TAG_BITS - HALF_BITS),
        ]
    }
}

/// The values that do not fit into a [`Slot`], each once.
#[derive(Clone, Default)]
pub(crate) struct Slots {
    values: Vec<Value>,
    /// Places in `values`, by the hash of the value.
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Slots {
    /// Returns the slot of a value. Equal values get equal slots, and only they.
    pub(crate) fn slot(&mut self, value: Value) -> Slot {
        self.small(&value).unwrap_or_else(|| self.intern(value))
    }

    fn small(&self, value: &Value) -> Option<Slot> {
        match value {
            Value::Null => Some(Slot::NULL),
            Value::Bool(truth) => Some(Slot::of_bool(*truth)),
            Value::Int(number) => Slot::of_int(*number),
            Value::List(items) => match **items {
                [Value::Int(first), Value::Int(second)] => Slot::of_pair(first, second),
                _ => None,
            },
            _ => None,
        }
    }

    fn intern(&mut self, value: Value) -> Slot {
        let hash = self.hasher.hash_one(&value);
        let known = self
            .places
            .find(hash, |&place| self.values[place as usize] == value);
        let place = known.copied().unwrap_or_else(|| self.add(hash, value));
        Slot(u64::from(place) << TAG_BITS | INTERNED)
    }

    fn add(&mut self, hash: u64, value: Value) -> u32 {
        let place = u32::try_from(self.values.len()).expect("no more values than events");
        self.values.push(value);
        let (values, hasher) = (&self.values, &self.hasher);
        self.places.insert_unique(hash, place, |&place| {
            hasher.hash_one(&values[place as usize])
        });
        place
    }

    /// Returns the value in a slot; `None` if it is absent.
    pub(crate) fn value(&self, slot: Slot) -> Option<Value> {
        let Slot(bits) = slot;
        match bits & TAG {
            INT => Some(Value::Int(bits.cast_signed() >> TAG_BITS)),
            PAIR => Some(Value::list(slot.pair().map(Value::Int))),
            INTERNED => Some(self.values[(bits >> TAG_BITS) as usize].clone()),
            _ if slot == Slot::ABSENT => None,
            _ if slot == Slot::NULL => Some(Value::Null),
            _ => Some(Value::Bool(slot == Slot::TRUE)),
        }
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.values.capacity() * size_of::<Value>()
            + self.values.iter().map(Value::heap_bytes).sum::<usize>()
            + self.places.allocation_size()
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.values.shrink_to_fit();
    }
}
