use lockstep_models::{Compare, Datum, IntegerKind};

use crate::dense::dense;
use crate::monitor::values::Values;

/// Returns for each value how many are less, if all are integers of a table and compare as such.
///
/// # Complexity
///
/// Linear in the size of the table.
pub(crate) fn ranks_by_integer(values: &Values<'_>, compare: Compare) -> Option<Vec<u32>> {
    let (kind, by_integer) = values.by_integer()?;
    let mut ranks = compare_as_such(kind, compare).then(|| vec![0; values.len()])?;
    for (rank, number) in (0..).zip(by_integer) {
        ranks[number as usize] = rank;
    }
    Some(ranks)
}

/// Tells whether data that are integers of this kind compare as the integers do.
///
/// An order is that of one type: if it tells two of its integers apart, it is the order of that type.
fn compare_as_such(kind: IntegerKind, compare: Compare) -> bool {
    match kind {
        IntegerKind::I64 => compare.compare(&0_i64, &1_i64).is_lt(),
        IntegerKind::U64 => compare.compare(&0_u64, &1_u64).is_lt(),
        IntegerKind::I32 => compare.compare(&0_i32, &1_i32).is_lt(),
        IntegerKind::U32 => compare.compare(&0_u32, &1_u32).is_lt(),
        IntegerKind::Usize => compare.compare(&0_usize, &1_usize).is_lt(),
        IntegerKind::Bool => compare.compare(&false, &true).is_lt(),
        _ => false,
    }
}

/// Returns for each value how many are less.
///
/// Integers are sorted as such if they are what the order is of: of a type it is not of, it tells nothing
/// apart.
///
/// # Complexity
///
/// n log n.
pub(crate) fn ranks(values: &[&dyn Datum], compare: Compare) -> Vec<u32> {
    (integer_ranks::<i64>(values, compare))
        .or_else(|| integer_ranks::<u64>(values, compare))
        .or_else(|| integer_ranks::<i32>(values, compare))
        .or_else(|| integer_ranks::<u32>(values, compare))
        .unwrap_or_else(|| {
            let mut order: Vec<u32> = (0..dense(values.len())).collect();
            let value = |number: u32| values[number as usize];
            let compare = |one: u32, other: u32| compare.compare(value(one), value(other));
            order.sort_by(|&one, &other| compare(one, other));
            number(&order, |one, other| compare(one, other).is_lt())
        })
}

fn integer_ranks<T: Datum + Copy + Ord + From<u8> + 'static>(
    values: &[&dyn Datum],
    compare: Compare,
) -> Option<Vec<u32>> {
    let is_of_type = compare.compare(&T::from(0), &T::from(1)).is_lt();
    let mut order = is_of_type.then(|| Vec::with_capacity(values.len()))?;
    for (number, value) in (0_u32..).zip(values) {
        order.push((*(**value).as_any().downcast_ref::<T>()?, number));
    }
    order.sort_unstable();
    Some(number(&order, |one, other| one.0 < other.0))
}

/// What stands in an order for a numbered value.
trait Numbered: Copy {
    fn number(self) -> u32;
}

impl Numbered for u32 {
    fn number(self) -> u32 {
        self
    }
}

impl<T: Copy> Numbered for (T, u32) {
    fn number(self) -> u32 {
        self.1
    }
}

/// Returns for each value, by number, how many stand in the order before all that are not less.
fn number<T: Numbered>(order: &[T], is_less: impl Fn(T, T) -> bool) -> Vec<u32> {
    let mut ranks = vec![0; order.len()];
    let mut rank = 0;
    for (place, &it) in order.iter().enumerate() {
        if place > 0 && is_less(order[place - 1], it) {
            rank = dense(place);
        }
        ranks[it.number() as usize] = rank;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use proptest::prelude::*;

    use super::*;

    fn ranks_of<T: Ord + Datum + 'static>(values: &[T]) -> Vec<u32> {
        let data: Vec<&dyn Datum> = values.iter().map(|value| value as &dyn Datum).collect();
        ranks(&data, Compare::of::<T>())
    }

    fn counted<T: Ord>(values: &[T]) -> Vec<u32> {
        let less = |value: &T| values.iter().filter(|other| *other < value).count();
        values.iter().map(|value| dense(less(value))).collect()
    }

    #[test]
    fn only_integers_of_the_type_that_is_ordered_compare_as_such() {
        assert!(compare_as_such(IntegerKind::I64, Compare::of::<i64>()));
        assert!(compare_as_such(IntegerKind::U32, Compare::of::<u32>()));
        assert!(!compare_as_such(IntegerKind::U32, Compare::of::<i64>()));
        let backwards = Compare::of::<Reverse<i64>>();
        assert!(!compare_as_such(IntegerKind::I64, backwards));
    }

    proptest! {
        #[test]
        fn a_rank_counts_the_values_that_are_less(values in prop::collection::vec(-5..5_i64, 0..20)) {
            prop_assert_eq!(ranks_of(&values), counted(&values));
            let backwards: Vec<_> = values.iter().copied().map(Reverse).collect();
            prop_assert_eq!(ranks_of(&backwards), counted(&backwards));
            let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
            prop_assert_eq!(ranks_of(&texts), counted(&texts));
        }

        #[test]
        fn ranks_of_integers_in_a_table_are_the_same(values in prop::collection::vec(-1..30_i64, 1..20)) {
            let mut numbers = Values::of_operations(values.len());
            let mut met: Vec<&dyn Datum> = Vec::new();
            for value in &values {
                if numbers.number(value) as usize == met.len() {
                    met.push(value);
                }
            }
            let ranked = ranks_by_integer(&numbers, Compare::of::<i64>());
            prop_assert_eq!(ranked.is_some(), !values.contains(&-1));
            if let Some(ranked) = ranked {
                prop_assert_eq!(ranked, ranks(&met, Compare::of::<i64>()));
            }
            prop_assert_eq!(ranks_by_integer(&numbers, Compare::of::<u32>()), None);
        }
    }
}
