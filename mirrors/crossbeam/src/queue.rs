//! `crossbeam::queue`: queues at which nobody waits.

mod array;
mod segmented;

pub use array::{ArrayQueue, IntoIter as ArrayQueueIntoIter};
pub use segmented::{IntoIter as SegQueueIntoIter, SegQueue};

use std::collections::VecDeque;

use lockstep_scheduler::gated::Gates;

/// What is in a queue.
struct Items<T>(VecDeque<T>);

impl<T> Gates for Items<T> {}
