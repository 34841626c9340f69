use std::any::Any;
use std::fmt::Debug;
use std::hash::Hash;

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
/// assert_eq!(seen.skip(2), [&3 as &dyn Datum]);
/// ```
pub trait Items: Debug + Sync {
    /// Returns the values for a downcast.
    fn as_any(&self) -> &dyn Any;
    /// Returns how many there are.
    fn len(&self) -> usize;
    /// Returns those behind the first `count`, in their order; none if there are no more.
    fn skip(&self, count: usize) -> Vec<&dyn Datum>;
    /// Returns true if all of the others come first here, in the same order, and are of the same type.
    fn starts_with(&self, others: &dyn Items) -> bool;

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

    fn skip(&self, count: usize) -> Vec<&dyn Datum> {
        let items = self.get(count..).unwrap_or_default();
        items.iter().map(|item| item as &dyn Datum).collect()
    }

    fn starts_with(&self, others: &dyn Items) -> bool {
        let others = others.as_any().downcast_ref::<Self>();
        others.is_some_and(|others| self.as_slice().starts_with(others))
    }
}
