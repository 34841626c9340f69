use std::fmt::{Debug, Display};
use std::hash::Hash;

/// What the objects hold: any plain value that can be compared, hashed, ordered and shown.
///
/// Integers, strings and [`Value`](lockstep_history::Value) are elements; so is every type of yours
/// that has these traits. The order is used to show contents the same way every time, and by the
/// priority queue.
pub trait Element: Clone + Ord + Hash + Debug + Display + Send + Sync + 'static {}

impl<T: Clone + Ord + Hash + Debug + Display + Send + Sync + 'static> Element for T {}
