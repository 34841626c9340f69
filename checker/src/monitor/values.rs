use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use lockstep_models::{Datum, Integer, IntegerKind};

use crate::dense::dense;
use crate::scratch::{List, Scratch};

/// Numbers values: equal ones alike, in the order in which they are met.
///
/// Small integers, which most histories hold, are looked up in a table of their own; few values are
/// compared one by one; all others are hashed.
#[derive(Default)]
pub(crate) struct Values<'a> {
    /// How many were met.
    met: u32,
    /// Under each small integer its number and one; 0 where it was not met.
    integers: List,
    /// The type that those integers have.
    kind: Option<IntegerKind>,
    /// The least integer that is too large for the table.
    table_end: usize,
    /// The values that are not in that table, and their numbers.
    others: Vec<(&'a dyn Datum, u32)>,
    /// Places in `others`, once they are many.
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// Up to how many values are compared one by one.
const FEW: usize = 4;

impl<'a> Values<'a> {
    /// Makes room for the values of so many operations.
    pub(crate) fn of_operations(operations: usize) -> Self {
        Self {
            table_end: operations.saturating_mul(4).max(1_024),
            ..Self::default()
        }
    }

    /// Makes room for the values of so many operations, of so many in all, in a table that is lent.
    pub(super) fn in_room(operations: usize, all: usize, scratch: &Scratch) -> Self {
        Self {
            integers: scratch.room(operations),
            ..Self::of_operations(all)
        }
    }

    /// Returns the number of a value.
    #[inline]
    pub(crate) fn number(&mut self, value: &'a dyn Datum) -> u32 {
        let integer = value.integer();
        match self.number_in_table(integer) {
            Some(number) => number,
            None => self.number_elsewhere(value, integer),
        }
    }

    /// Returns how many values were met.
    pub(crate) fn len(&self) -> usize {
        self.met as usize
    }

    /// Returns the numbers of all values by the integers that these are, and the type of those; nothing if
    /// some value is not in the table of integers.
    pub(crate) fn by_integer(&self) -> Option<(IntegerKind, impl Iterator<Item = u32> + '_)> {
        let kind = self.kind.filter(|_| self.others.is_empty())?;
        let met = self.integers.iter().filter_map(|it| it.checked_sub(1));
        Some((kind, met))
    }

    /// Returns the number of an integer that was met before, if the table has it.
    #[inline]
    pub(crate) fn number_in_table(&self, integer: Option<Integer>) -> Option<u32> {
        let integer = integer.filter(|integer| self.kind == Some(integer.kind))?;
        let place = usize::try_from(integer.value).ok()?;
        self.integers.get(place)?.checked_sub(1)
    }

    /// Numbers the values that others were met behind these, in the order in which they were met, and returns
    /// by their number there the number here. Both made room for as many operations in all.
    ///
    /// Returns nothing, and numbers none, if they hold integers of another type in their table.
    pub(super) fn join(&mut self, later: &Values<'a>) -> Option<Vec<u32>> {
        if let (Some(kind), Some(others)) = (self.kind, later.kind)
            && kind != others
        {
            return None;
        }
        self.kind = self.kind.or(later.kind);
        let integers = dense(later.integers.len());
        // By number: its place in the table of integers; behind that, its place among the others.
        let mut places = vec![0; later.len()];
        for (place, &number) in (0..).zip(&later.integers) {
            if number != 0 {
                places[number as usize - 1] = place;
            }
        }
        for (place, &(_, number)) in (integers..).zip(&later.others) {
            places[number as usize] = place;
        }
        let number = |place: u32| match place.checked_sub(integers) {
            Some(other) => self.number_of_other(later.others[other as usize].0),
            None => self.number_at(place as usize),
        };
        Some(places.into_iter().map(number).collect())
    }

    fn number_elsewhere(&mut self, value: &'a dyn Datum, integer: Option<Integer>) -> u32 {
        match integer.and_then(|integer| self.place_in_table(integer)) {
            Some(place) => self.add_integer(place),
            None => self.number_of_other(value),
        }
    }

    /// Returns the place of an integer, if the table has room for it. Equal integers of other types are
    /// other values.
    fn place_in_table(&mut self, integer: Integer) -> Option<usize> {
        let place = usize::try_from(integer.value).ok()?;
        (place < self.table_end && *self.kind.get_or_insert(integer.kind) == integer.kind)
            .then_some(place)
    }

    fn number_at(&mut self, place: usize) -> u32 {
        match self.integers.get(place).and_then(|it| it.checked_sub(1)) {
            Some(number) => number,
            None => self.add_integer(place),
        }
    }

    fn add_integer(&mut self, place: usize) -> u32 {
        if place >= self.integers.len() {
            let room = (place + 1).next_power_of_two().min(self.table_end);
            self.integers.resize(room, 0);
        }
        self.met += 1;
        self.integers[place] = self.met;
        self.met - 1
    }

    fn number_of_other(&mut self, value: &'a dyn Datum) -> u32 {
        let place = self.place_of_other(value);
        let place = place.unwrap_or_else(|| self.add_other(value));
        self.others[place].1
    }

    fn place_of_other(&self, value: &dyn Datum) -> Option<usize> {
        let is_it = |place: usize| *self.others[place].0 == *value;
        if self.others.len() < FEW {
            return (0..self.others.len()).find(|&place| is_it(place));
        }
        let hash = self.hasher.hash_one(value);
        let place = self.places.find(hash, |&place| is_it(place as usize));
        place.map(|&place| place as usize)
    }

    fn add_other(&mut self, value: &'a dyn Datum) -> usize {
        let last = self.others.len();
        self.others.push((value, self.met));
        self.met += 1;
        let hashed = match last + 1 {
            ..FEW => 0..0,
            FEW => 0..FEW,
            _ => last..last + 1,
        };
        let hash = |place: u32| self.hasher.hash_one(self.others[place as usize].0);
        for place in hashed.map(dense) {
            (self.places).insert_unique(hash(place), place, |&place| hash(place));
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use lockstep_history::Value;
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
            if let Some((_, by_integer)) = values.by_integer() {
                let mut sorted: Vec<_> = (data.iter().zip(&numbers))
                    .map(|(datum, &number)| (datum.as_ref().integer().expect("all are").value, number))
                    .collect();
                sorted.sort_unstable();
                sorted.dedup();
                let sorted: Vec<u32> = sorted.into_iter().map(|(_, number)| number).collect();
                prop_assert_eq!(by_integer.collect::<Vec<_>>(), sorted);
            }
            let greatest = numbers.iter().max().map_or(0, |number| number + 1);
            prop_assert_eq!(values.len(), greatest as usize);
        }
    }
}
