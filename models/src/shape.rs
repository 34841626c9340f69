use std::cmp::Ordering;
use std::fmt;

use crate::Datum;

/// Which classical object a model is, as a whole, and what it holds before the first operation.
///
/// Each variant is a promise about what the model's operations, as [`View`](crate::View) names them, do
/// to each other. A register, a lock and a set of elements need none: their views say it all.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Shape<'a> {
    /// None that is known here.
    #[default]
    Unknown,
    /// Takes and finds what was put in first. Front first.
    Queue(Vec<&'a dyn Datum>),
    /// Takes and finds what was put in last. Bottom first.
    Stack(Vec<&'a dyn Datum>),
    /// Takes and finds a greatest value.
    PriorityQueue(Vec<&'a dyn Datum>, Compare),
    /// Takes and finds anything that is there.
    Bag(Vec<&'a dyn Datum>),
    /// Holds everything that was put in, in this order. Oldest first.
    Log(Vec<&'a dyn Datum>),
    /// Holds everything that was put in, each value once, in no order.
    GrowSet(Vec<&'a dyn Datum>),
    /// A number to which is added.
    Counter(i128),
}

/// How the values of a priority queue compare.
#[derive(Clone, Copy)]
pub struct Compare(fn(&dyn Datum, &dyn Datum) -> Ordering);

impl Compare {
    /// Compares values of this type, the greatest of which comes out first.
    pub fn of<V: Ord + 'static>() -> Self {
        Self(|one, other| {
            let value = |datum: &dyn Datum| datum.as_any().downcast_ref::<V>().is_some();
            match (
                one.as_any().downcast_ref::<V>(),
                other.as_any().downcast_ref::<V>(),
            ) {
                (Some(one), Some(other)) => one.cmp(other),
                // What is of another type was never promised to be comparable; it is all alike.
                _ => value(one).cmp(&value(other)),
            }
        })
    }

    /// Compares two values.
    pub fn compare(self, one: &dyn Datum, other: &dyn Datum) -> Ordering {
        (self.0)(one, other)
    }
}

impl fmt::Debug for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Compare")
    }
}

/// Returns values as they are asked for by shapes.
pub(crate) fn data<'a, V: Datum + 'a>(
    values: impl IntoIterator<Item = &'a V>,
) -> Vec<&'a dyn Datum> {
    values
        .into_iter()
        .map(|value| value as &dyn Datum)
        .collect()
}
