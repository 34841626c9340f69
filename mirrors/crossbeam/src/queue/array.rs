use std::collections::{VecDeque, vec_deque};
use std::fmt;
use std::panic::Location;

use lockstep_scheduler::gated::{Gated, Use};
use lockstep_scheduler::{Kind, ObjectKind};

use super::Items;

/// A queue with room for so many items, first in, first out, each operation of which is one step.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::queue::ArrayQueue;
///
/// let queue = ArrayQueue::new(2);
/// assert_eq!((queue.push(1), queue.push(2), queue.push(3)), (Ok(()), Ok(()), Err(3)));
/// assert_eq!((queue.force_push(3), queue.pop(), queue.len()), (Some(1), Some(2), 1));
/// ```
pub struct ArrayQueue<T> {
    capacity: usize,
    items: Gated<Items<T>>,
}

/// What was in an [`ArrayQueue`], in its order.
#[derive(Debug)]
pub struct IntoIter<T>(vec_deque::IntoIter<T>);

impl<T> ArrayQueue<T> {
    /// Makes an empty queue.
    ///
    /// # Panics
    ///
    /// If it has no room at all.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "capacity must be non-zero");
        let items = Gated::new(ObjectKind::Queue, Items(VecDeque::new()));
        Self { capacity, items }
    }

    /// Puts an item behind all others.
    ///
    /// # Errors
    ///
    /// If there is no room: the item.
    #[track_caller]
    pub fn push(&self, value: T) -> Result<(), T> {
        self.items
            .perform(Kind::TrySend, Location::caller(), |items| {
                if items.0.len() >= self.capacity {
                    return Err(value);
                }
                items.0.push_back(value);
                Ok(())
            })
    }

    /// Puts an item behind all others, and takes the first one out if there is no room.
    #[track_caller]
    pub fn force_push(&self, value: T) -> Option<T> {
        self.items.perform(Kind::Send, Location::caller(), |items| {
            let is_full = items.0.len() >= self.capacity;
            let first = if is_full { items.0.pop_front() } else { None };
            items.0.push_back(value);
            first
        })
    }

    /// Takes the first item out, if there is one.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        self.items
            .perform(Kind::TryReceive, Location::caller(), |items| {
                if items.0.is_empty() {
                    return None;
                }
                items.0.pop_front()
            })
    }

    /// Returns for how many items there is room at once.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns how many items there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        let look = |items: &mut Use<'_, Items<T>>| items.0.len();
        self.items.perform(Kind::Look, Location::caller(), look)
    }

    /// Returns true if there is no item.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns true if there is no room.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity
    }
}

impl<T> IntoIterator for ArrayQueue<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self.items.into_inner().0.into_iter())
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next()
    }
}

impl<T> fmt::Debug for ArrayQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ArrayQueue { .. }")
    }
}
