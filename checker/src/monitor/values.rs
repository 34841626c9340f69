use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use lockstep_history::Value;
use lockstep_models::Datum;

use crate::dense::dense;

/// Numbers values: equal ones alike, in the order in which they are met.
///
/// Small integers, which most histories hold, are looked up in a table of their own; few values are
/// compared one by one; all others are hashed.
pub(crate) struct Values<'a> {
    met: Vec<&'a dyn Datum>,
    /// Under each small integer its number and one; 0 where it was not met.
    integers: Vec<u32>,
    /// The type that those integers have.
    integer: Option<Integer>,
    others: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The least integer that is too large for the table.
    table_end: usize,
}

/// Up to how many values are compared one by one.
const FEW: usize = 3;

impl<'a> Values<'a> {
    /// Makes room for the values of so many operations.
    pub(crate) fn of_operations(operations: usize) -> Self {
        Self {
            met: Vec::new(),
            integers: Vec::new(),
            integer: None,
            others: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            table_end: operations.saturating_mul(4).max(1_024),
        }
    }

    /// Returns the number of a value.
    pub(crate) fn number(&mut self, value: &'a dyn Datum) -> u32 {
        match self.small(value) {
            Some(integer) => self.number_of_integer(integer, value),
            None => self.number_of_other(value),
        }
    }

    /// Returns the values, by number.
    pub(crate) fn into_met(self) -> Vec<&'a dyn Datum> {
        self.met
    }

    /// Returns how many values were met.
    pub(crate) fn len(&self) -> usize {
        self.met.len()
    }

    /// Returns the integer that a value is, if the table has room for it. Equal integers of other types
    /// are other values.
    fn small(&mut self, value: &dyn Datum) -> Option<usize> {
        let (kind, integer) = integer(value)?;
        let integer = usize::try_from(integer).ok()?;
        (integer < self.table_end && *self.integer.get_or_insert(kind) == kind).then_some(integer)
    }

    fn number_of_integer(&mut self, integer: usize, value: &'a dyn Datum) -> u32 {
        if integer >= self.integers.len() {
            let room = (integer + 1).next_power_of_two().min(self.table_end);
            self.integers.resize(room, 0);
        }
        let entry = &mut self.integers[integer];
        if *entry == 0 {
            self.met.push(value);
            *entry = dense(self.met.len());
        }
        *entry - 1
    }

    fn number_of_other(&mut self, value: &'a dyn Datum) -> u32 {
        if self.met.len() <= FEW
            && let Some(number) = self.met.iter().position(|met| *met == value)
        {
            return dense(number);
        }
        let Self {
            met,
            others,
            hasher,
            ..
        } = self;
        let hash = |value: &dyn Datum| hasher.hash_one(value);
        let entry = others.entry(
            hash(value),
            |number| met[*number as usize] == value,
            |number| hash(met[*number as usize]),
        );
        *entry
            .or_insert_with(|| {
                met.push(value);
                dense(met.len() - 1)
            })
            .get()
    }
}

/// The types of integers that have a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Integer {
    I64,
    Json,
    U64,
    I32,
    U32,
    Usize,
}

/// Returns a value as an integer, and its type, if it is one of up to 64 bits.
#[inline]
fn integer(value: &dyn Datum) -> Option<(Integer, i64)> {
    let any = value.as_any();
    if let Some(integer) = any.downcast_ref::<i64>() {
        return Some((Integer::I64, *integer));
    }
    if let Some(json) = any.downcast_ref::<Value>() {
        return match json {
            Value::Int(integer) => Some((Integer::Json, *integer)),
            _ => None,
        };
    }
    if let Some(integer) = any.downcast_ref::<u64>() {
        return Some((Integer::U64, i64::try_from(*integer).ok()?));
    }
    if let Some(integer) = any.downcast_ref::<i32>() {
        return Some((Integer::I32, i64::from(*integer)));
    }
    if let Some(integer) = any.downcast_ref::<u32>() {
        return Some((Integer::U32, i64::from(*integer)));
    }
    let integer = any.downcast_ref::<usize>()?;
    Some((Integer::Usize, i64::try_from(*integer).ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn datum() -> impl Strategy<Value = Box<dyn Datum>> {
        prop_oneof![
            (-2..9_i64).prop_map(|value| Box::new(value) as Box<dyn Datum>),
            (0..9_u64).prop_map(|value| Box::new(value) as Box<dyn Datum>),
            (1_020..1_030_i64).prop_map(|value| Box::new(value) as Box<dyn Datum>),
            "[ab]{0,2}".prop_map(|value| Box::new(value) as Box<dyn Datum>),
            Just(()).prop_map(|()| Box::new(()) as Box<dyn Datum>),
            (0..3_i64).prop_map(|value| Box::new(Value::Int(value)) as Box<dyn Datum>),
        ]
    }

    proptest! {
        #[test]
        fn equal_values_get_equal_numbers_and_only_they(data in prop::collection::vec(datum(), 0..60)) {
            let mut values = Values::of_operations(data.len());
            let numbers: Vec<u32> = data.iter().map(|datum| values.number(datum.as_ref())).collect();
            for (one, number) in data.iter().zip(&numbers) {
                for (other, others) in data.iter().zip(&numbers) {
                    prop_assert_eq!(number == others, **one == **other);
                }
            }
            let met = values.into_met();
            for (datum, number) in data.iter().zip(numbers) {
                prop_assert_eq!(met[number as usize], datum.as_ref());
            }
        }
    }
}
