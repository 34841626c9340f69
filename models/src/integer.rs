use std::any::Any;

use lockstep_history::Value;

/// The integer that a [`Datum`](crate::Datum) is, and the type that it is of: two data that have one are
/// equal if and only if these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integer {
    /// Of which type it is.
    pub kind: IntegerKind,
    /// Which one it is.
    pub value: i64,
}

/// The types of integers that checkers keep tables of; what is false or true counts as 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IntegerKind {
    /// `i64`.
    I64,
    /// [`Value::Int`].
    Json,
    /// `u64`, as far as it fits `i64`.
    U64,
    /// `i32`.
    I32,
    /// `u32`.
    U32,
    /// `usize`, as far as it fits `i64`.
    Usize,
    /// `bool`.
    Bool,
}

impl Integer {
    /// Returns a value as an integer, if it is one. The compiler knows the type, and leaves one branch.
    #[inline]
    pub(crate) fn of<T: Any>(value: &T) -> Option<Self> {
        let any: &dyn Any = value;
        let (kind, value) = if let Some(value) = any.downcast_ref::<i64>() {
            (IntegerKind::I64, *value)
        } else if let Some(Value::Int(value)) = any.downcast_ref() {
            (IntegerKind::Json, *value)
        } else if let Some(value) = any.downcast_ref::<u64>() {
            (IntegerKind::U64, i64::try_from(*value).ok()?)
        } else if let Some(value) = any.downcast_ref::<i32>() {
            (IntegerKind::I32, i64::from(*value))
        } else if let Some(value) = any.downcast_ref::<u32>() {
            (IntegerKind::U32, i64::from(*value))
        } else if let Some(value) = any.downcast_ref::<usize>() {
            (IntegerKind::Usize, i64::try_from(*value).ok()?)
        } else {
            (IntegerKind::Bool, i64::from(*any.downcast_ref::<bool>()?))
        };
        Some(Self { kind, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Datum;

    #[test]
    fn integers_of_two_types_differ() {
        let data: [&dyn Datum; 8] = [
            &1_i64,
            &1_u64,
            &1_i32,
            &1_u32,
            &1_usize,
            &Value::Int(1),
            &true,
            &false,
        ];
        for one in data {
            for other in data {
                assert_eq!(one.integer() == other.integer(), one.eq_datum(other));
            }
        }
    }

    #[test]
    fn what_is_no_integer_of_64_bits_has_none() {
        let data: [&dyn Datum; 4] = [&u64::MAX, &"seven", &Value::Null, &7_i128];
        assert!(data.iter().all(|datum| datum.integer().is_none()));
    }
}
