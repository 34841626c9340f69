use std::fmt;
use std::panic::Location;

use crate::Kind;
use crate::gate::{Gate, GateId, Side};
use crate::object::{ObjectKind, Tag};
use crate::world::{World, perform};

/// [`std::sync::Barrier`], whose every use is a scheduling point in a controlled execution.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::{Arc, Barrier};
/// use lockstep_scheduler::thread;
///
/// let barrier = Arc::new(Barrier::new(2));
/// let other = Arc::clone(&barrier);
/// let there = thread::spawn(move || other.wait().is_leader());
/// let is_leader = barrier.wait().is_leader();
/// assert_ne!(is_leader, there.join().unwrap());
/// ```
pub struct Barrier {
    tag: Tag,
    size: usize,
    inner: std::sync::Barrier,
}

/// What a barrier says to each of those who have reached it.
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Returns true for one of those who have reached it: in a controlled execution the last.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// Makes a barrier that lets nobody on before `size` have reached it.
    pub const fn new(size: usize) -> Self {
        Self {
            tag: Tag::new(),
            size,
            inner: std::sync::Barrier::new(size),
        }
    }

    /// Waits until all have reached the barrier, which then can be used again.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let location = Location::caller();
        let size = self.size as u64;
        let is_last = self.perform(Kind::Arrive, None, location, |world, object| {
            let arrived = &mut world.at(object).value;
            *arrived += 1;
            let is_last = *arrived >= size;
            if is_last {
                *arrived = 0;
                world.permit_all(gate(object));
            }
            is_last
        });
        if is_last == Some(false) {
            self.perform(Kind::Pass, Some(Side::Front), location, |world, object| {
                world.use_permit(gate(object));
            });
        }
        BarrierWaitResult(is_last.unwrap_or_else(|| self.inner.wait().is_leader()))
    }

    fn perform<R>(
        &self,
        kind: Kind,
        side: Option<Side>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut World, u32) -> R,
    ) -> Option<R> {
        let make = || (ObjectKind::Barrier, 0, [Gate::CLOSED, Gate::CLOSED]);
        let find = |world: &mut World| world.object(&self.tag, make, location);
        perform(find, kind, side, location, act)
    }
}

fn gate(object: u32) -> GateId {
    let side = Side::Front;
    GateId { object, side }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("BarrierWaitResult");
        shown.field("is_leader", &self.0).finish()
    }
}
