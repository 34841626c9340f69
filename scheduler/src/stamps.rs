use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Kind;
use crate::gate::Gate;
use crate::object::{ObjectKind, Tag};
use crate::world::{World, perform};

/// Numbers that rise each time one is taken: what puts the events of a history into one order.
///
/// Each is a scheduling point in a controlled execution, so that everything that can happen between two
/// events of a history can happen.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::Stamps;
///
/// let stamps = Stamps::new();
/// assert!(stamps.take() < stamps.take());
/// ```
#[derive(Debug, Default)]
pub struct Stamps {
    tag: Tag,
    next: AtomicU64,
}

impl Stamps {
    /// Makes stamps that begin with 0.
    pub const fn new() -> Self {
        Self {
            tag: Tag::new(),
            next: AtomicU64::new(0),
        }
    }

    /// Returns a number that is greater than all before it, on any thread.
    #[track_caller]
    pub fn take(&self) -> u64 {
        let location = Location::caller();
        let make = || (ObjectKind::History, 0, [Gate::OPEN, Gate::OPEN]);
        let find = |world: &mut World| world.object(&self.tag, make, location);
        let take = || self.next.fetch_add(1, Ordering::AcqRel);
        perform(find, Kind::Record, None, location, |_, _| take()).unwrap_or_else(take)
    }
}
