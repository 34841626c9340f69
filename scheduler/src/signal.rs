use std::panic::Location;
use std::time::Duration;

use crate::Kind;
use crate::gate::{Gate, GateId, Side};
use crate::object::{ObjectKind, Tag};
use crate::world::{World, perform, perform_within};

/// What a condition variable is in an execution: where tasks wait until somebody notifies.
///
/// Outside of executions nothing is done, and nothing returned.
#[derive(Default)]
pub(crate) struct Signal(Tag);

impl Signal {
    pub(crate) const fn new() -> Self {
        Self(Tag::new())
    }

    /// Says that the running task is about to wait, and lets a lock go in the same step.
    pub(crate) fn leave<R>(
        &self,
        location: &'static Location<'static>,
        let_go: impl FnOnce(&mut World) -> R,
    ) -> Option<R> {
        self.perform(Kind::Wait, location, |world, _| let_go(world))
    }

    /// Waits for a notification, and returns true if the time was over before there was one.
    pub(crate) fn wake(
        &self,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Option<bool> {
        let find = |world: &mut World| self.object(world, location);
        let wake = |world: &mut World, object| {
            let has_timed_out = world.timed_out();
            if !has_timed_out {
                world.use_permit(gate(object));
            }
            has_timed_out
        };
        perform_within(find, Kind::Wake, Side::Front, within, location, wake)
    }

    /// Wakes one of those who wait; returns true if there was one.
    pub(crate) fn notify_one(&self, location: &'static Location<'static>) -> Option<bool> {
        self.perform(Kind::NotifyOne, location, |world, object| {
            world.permit_one(gate(object))
        })
    }

    /// Wakes all who wait, and returns how many that were.
    pub(crate) fn notify_all(&self, location: &'static Location<'static>) -> Option<usize> {
        self.perform(Kind::NotifyAll, location, |world, object| {
            world.permit_all(gate(object))
        })
    }

    fn perform<R>(
        &self,
        kind: Kind,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut World, u32) -> R,
    ) -> Option<R> {
        let find = |world: &mut World| self.object(world, location);
        perform(find, kind, None, location, act)
    }

    fn object(&self, world: &mut World, location: &'static Location<'static>) -> u32 {
        let make = || (ObjectKind::Condvar, 0, [Gate::CLOSED, Gate::CLOSED]);
        world.object(&self.0, make, location)
    }
}

fn gate(object: u32) -> GateId {
    let side = Side::Front;
    GateId { object, side }
}
