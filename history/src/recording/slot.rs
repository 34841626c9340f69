use crate::Value;

/// A value of an event in eight bytes: itself where it is small, else its place in a table.
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
const HALF: u64 = (1 << HALF_BITS) - 1;

impl Slot {
    /// The event has no value, which means null.
    pub(crate) const ABSENT: Slot = Slot(CONSTANT);
    pub(crate) const NULL: Slot = Slot(1 << TAG_BITS | CONSTANT);
    pub(crate) const FALSE: Slot = Slot(2 << TAG_BITS | CONSTANT);
    pub(crate) const TRUE: Slot = Slot(3 << TAG_BITS | CONSTANT);

    /// Returns the slot of a value that is small enough to stand in it.
    pub(crate) fn of_small(value: &Value) -> Option<Slot> {
        match value {
            Value::Null => Some(Slot::NULL),
            Value::Bool(false) => Some(Slot::FALSE),
            Value::Bool(true) => Some(Slot::TRUE),
            Value::Int(number) => Slot::of_int(*number),
            Value::List(items) => match **items {
                [Value::Int(first), Value::Int(second)] => Slot::of_pair(first, second),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the slot of an integer of up to 61 bits.
    pub(crate) fn of_int(number: i64) -> Option<Slot> {
        let shifted = number << TAG_BITS;
        (shifted >> TAG_BITS == number).then_some(Slot(shifted.cast_unsigned() | INT))
    }

    /// Returns the slot of a list of two integers of up to 30 bits each.
    pub(crate) fn of_pair(first: i64, second: i64) -> Option<Slot> {
        let fits = |number: i64| (-(1 << (HALF_BITS - 1))..1 << (HALF_BITS - 1)).contains(&number);
        let half = |number: i64| number.cast_unsigned() & HALF;
        (fits(first) && fits(second))
            .then(|| Slot((half(first) << HALF_BITS | half(second)) << TAG_BITS | PAIR))
    }

    #[inline]
    pub(super) fn bits(self) -> u64 {
        self.0
    }

    #[inline]
    pub(super) fn from_bits(bits: u64) -> Slot {
        Slot(bits)
    }

    /// Returns true if it stands for a value, of which these are the greatest slots.
    #[inline]
    pub(super) fn is_valid(self, greatest: &Greatest) -> bool {
        self.0 <= greatest.0[(self.0 & TAG) as usize]
    }

    pub(super) fn of_place(place: usize) -> Slot {
        Slot((place as u64) << TAG_BITS | INTERNED)
    }

    /// Returns the slot in a table in which the values of this one's have these slots.
    pub(super) fn moved(self, slots: &[Slot]) -> Slot {
        match self.place() {
            Some(place) => slots[place],
            None => self,
        }
    }

    /// Returns its place in the table, if it is not small.
    #[inline]
    pub(crate) fn place(self) -> Option<usize> {
        let place = usize::try_from(self.0 >> TAG_BITS).ok()?;
        (self.0 & TAG == INTERNED).then_some(place)
    }

    /// Returns the value; `None` if it is absent. `table` holds what does not fit.
    pub(super) fn value(self, table: &[Value]) -> Option<Value> {
        let mut made = Made::default();
        (self != Slot::ABSENT).then(|| self.value_at(table, &mut made).clone())
    }

    /// Returns the value, null if it is absent: from the table, or as it is made.
    #[inline]
    pub(super) fn value_at<'a>(self, table: &'a [Value], made: &'a mut Made) -> &'a Value {
        static CONSTANTS: [Value; 3] = [Value::Null, Value::Bool(false), Value::Bool(true)];
        match self.0 & TAG {
            INT => made.int(self.0.cast_signed() >> TAG_BITS),
            PAIR => made.pair(self.pair()),
            INTERNED => &table[(self.0 >> TAG_BITS) as usize],
            _ => &CONSTANTS[((self.0 >> TAG_BITS) as usize).saturating_sub(1)],
        }
    }

    /// Returns true if it is null or absent.
    pub(super) fn is_null(self, table: &[Value]) -> bool {
        match self.place() {
            Some(place) => table[place].is_null(),
            None => self == Slot::ABSENT || self == Slot::NULL,
        }
    }

    /// Returns the two items of a list of two.
    pub(super) fn items_of_pair(self, table: &[Value]) -> Option<(Value, Value)> {
        if self.0 & TAG == PAIR {
            let [first, second] = self.pair().map(Value::Int);
            return Some((first, second));
        }
        let value = self.value(table)?;
        let (first, second) = value.as_pair()?;
        Some((first.clone(), second.clone()))
    }

    fn pair(self) -> [i64; 2] {
        let half = |lowest: u32| {
            let above = 64 - lowest - HALF_BITS;
            self.0.cast_signed() << above >> (64 - HALF_BITS)
        };
        [half(TAG_BITS + HALF_BITS), half(TAG_BITS)]
    }
}

/// Where values are made that stand in no table, one of each kind at a time.
///
/// What is made is changed in place for the next one, which costs much less than to drop it.
#[derive(Default)]
pub(super) struct Made {
    int: Value,
    pair: Value,
}

impl Made {
    #[inline]
    fn int(&mut self, number: i64) -> &Value {
        match &mut self.int {
            Value::Int(last) => *last = number,
            other => *other = Value::Int(number),
        }
        &self.int
    }

    #[inline]
    fn pair(&mut self, numbers: [i64; 2]) -> &Value {
        let change = |items: &mut [Value]| {
            if let [Value::Int(first), Value::Int(second)] = items {
                [*first, *second] = numbers;
            }
        };
        let is_changed = match &mut self.pair {
            // Whoever was shown the last pair may have kept it.
            Value::List(last) => last.change(change),
            _ => false,
        };
        if !is_changed {
            self.pair = Value::List(numbers.map(Value::Int).into());
        }
        &self.pair
    }
}

/// The greatest slot that stands for a value, or 0, by tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Greatest([u64; 1 << TAG_BITS]);

impl Greatest {
    /// The slots of a recording whose table of values has so many places.
    pub(super) fn of_places(places: usize) -> Self {
        let constant = Slot::TRUE.0;
        let int = u64::MAX;
        let pair = u64::MAX >> (64 - TAG_BITS - 2 * HALF_BITS);
        let last = places.checked_sub(1);
        let interned = last.map_or(0, |last| Slot::of_place(last).0);
        Self([constant, int, pair, interned, 0, 0, 0, 0])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn null_and_absent_differ() {
        assert_eq!(Slot::NULL.value(&[]), Some(Value::Null));
        assert_eq!(Slot::ABSENT.value(&[]), None);
    }

    #[test]
    fn an_integer_of_more_than_61_bits_is_not_small() {
        assert_eq!(Slot::of_int(1 << 60), None);
        assert_eq!(Slot::of_int(-(1 << 60) - 1), None);
    }

    proptest! {
        #[test]
        fn is_valid_if_it_stands_for_a_value(
            tag in 0..8u64,
            rest in prop_oneof![0..9u64, (1u64 << 59)..1 << 61],
            places in 0..9usize,
        ) {
            let expected = match tag {
                CONSTANT => rest <= 3,
                INT => true,
                PAIR => rest < 1 << (2 * HALF_BITS),
                INTERNED => rest < places as u64,
                _ => false,
            };
            let slot = Slot::from_bits(rest << TAG_BITS | tag);
            prop_assert_eq!(slot.is_valid(&Greatest::of_places(places)), expected);
        }

        #[test]
        fn a_small_integer_comes_back(number in -(1i64 << 60)..1 << 60) {
            let slot = Slot::of_int(number).expect("small");
            prop_assert_eq!(slot.value(&[]), Some(Value::Int(number)));
        }

        #[test]
        fn a_small_pair_comes_back(first in -(1i64 << 29)..1 << 29, second in -(1i64 << 29)..1 << 29) {
            let value = Value::list([Value::Int(first), Value::Int(second)]);
            let slot = Slot::of_small(&value).expect("small");
            prop_assert_eq!(slot.value(&[]), Some(value));
        }
    }
}
