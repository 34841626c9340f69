use std::collections::{VecDeque, vec_deque};
use std::fmt;
use std::panic::Location;

use lockstep_scheduler::gated::{Gated, Use};
use lockstep_scheduler::{Kind, ObjectKind};

use super::Items;

/// A queue with room for any number of items, first in, first out, each operation of which is one step.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::queue::SegQueue;
///
/// let queue = SegQueue::new();
/// queue.push(1);
/// queue.push(2);
/// assert_eq!((queue.pop(), queue.len(), queue.pop(), queue.pop()), (Some(1), 1, Some(2), None));
/// ```
pub struct SegQueue<T>(Gated<Items<T>>);

/// What was in a [`SegQueue`], in its order.
#[derive(Debug)]
pub struct IntoIter<T>(vec_deque::IntoIter<T>);

impl<T> SegQueue<T> {
    /// Makes an empty queue.
    pub const fn new() -> Self {
        Self(Gated::new(ObjectKind::Queue, Items(VecDeque::new())))
    }

    /// Puts an item behind all others.
    #[track_caller]
    pub fn push(&self, value: T) {
        let push = |items: &mut Use<'_, Items<T>>| items.0.push_back(value);
        self.0.perform(Kind::Send, Location::caller(), push);
    }

    /// Takes the first item out, if there is one.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        self.0
            .perform(Kind::TryReceive, Location::caller(), |items| {
                if items.0.is_empty() {
                    return None;
                }
                items.0.pop_front()
            })
    }

    /// Returns how many items there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        let look = |items: &mut Use<'_, Items<T>>| items.0.len();
        self.0.perform(Kind::Look, Location::caller(), look)
    }

    /// Returns true if there is no item.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Default for SegQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> IntoIterator for SegQueue<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self.0.into_inner().0.into_iter())
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next()
    }
}

impl<T> fmt::Debug for SegQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SegQueue { .. }")
    }
}
