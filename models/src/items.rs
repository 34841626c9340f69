use std::any::Any;
use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;

use crate::Datum;

/// Several values of one type behind one reference: what a read of everything saw.
///
/// # Examples
///
/// ```
/// use lockstep_models::{Datum, Items};
///
/// let seen: &dyn Items = &vec![1, 2, 3];
/// assert!(seen.starts_with(&vec![1, 2]));
/// assert!(!seen.starts_with(&vec![2]));
/// assert!(!seen.starts_with(&vec!["1"]), "they are of different types");
/// assert!(seen.agrees(&vec![7, 2, 3, 4], 1..3));
/// assert_eq!(seen.part(1..3), [&2 as &dyn Datum, &3]);
/// ```
pub trait Items: Debug + Sync {
    /// Returns the values for a downcast.
    fn as_any(&self) -> &dyn Any;
    /// Returns how many there are.
    fn len(&self) -> usize;
    /// Returns those in these places, in their order; none if some of the places are behind the last.
    fn part(&self, places: Range<usize>) -> Vec<&dyn Datum>;
    /// Returns true if the others have all of these places too, and the same there, and are of the same type.
    fn agrees(&self, others: &dyn Items, places: Range<usize>) -> bool;

    /// Returns all of them, in their order.
    fn all(&self) -> Vec<&dyn Datum> {
        self.part(0..self.len())
    }

    /// Returns true if all of the others come first here, in the same order, and are of the same type.
    fn starts_with(&self, others: &dyn Items) -> bool {
        self.agrees(others, 0..others.len())
    }

    /// Returns true if there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: Any + Eq + Hash + Debug + Sync> Items for Vec<T> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn part(&self, places: Range<usize>) -> Vec<&dyn Datum> {
        let items = self.get(places).unwrap_or_default();
        items.iter().map(|item| item as &dyn Datum).collect()
    }

    fn agrees(&self, others: &dyn Items, places: Range<usize>) -> bool {
        let others = others.as_any().downcast_ref::<Self>();
        others.is_some_and(|others| {
            let here = self.get(places.clone());
            here.is_some() && here == others.get(places)
        })
    }
}
