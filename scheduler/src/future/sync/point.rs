use std::panic::Location;

use crate::gate::Gate;
use crate::object::{ObjectKind, Tag};
use crate::task::NOBODY;
use crate::world::{World, perform, with};
use crate::{Kind, ObjectId, Operation, TaskId};

/// By what an execution knows an object that async tasks share.
#[derive(Debug)]
pub(super) struct Point {
    tag: Tag,
    kind: ObjectKind,
}

impl Point {
    pub(super) const fn new(kind: ObjectKind) -> Self {
        let tag = Tag::new();
        Self { tag, kind }
    }

    /// Comes to an operation on it, and returns once the strategy has chosen the task to do it.
    pub(super) fn reach(&self, kind: Kind, location: &'static Location<'static>) {
        let find = |world: &mut World| self.object(world, location);
        perform(find, kind, None, location, |_, _| ());
    }

    /// Says that the future which is polled waits to do an operation on it.
    pub(super) fn note(&self, kind: Kind, location: &'static Location<'static>) {
        with(|world| {
            let object = ObjectId(self.object(world, location));
            world.note_wait(Operation {
                object,
                kind,
                location,
            });
        });
    }

    /// Says which task holds it from now on.
    pub(super) fn set_holder(&self, holder: Option<TaskId>, location: &'static Location<'static>) {
        with(|world| {
            let object = self.object(world, location);
            world.at(object).holder = holder.map_or(NOBODY, TaskId::number);
        });
    }

    fn object(&self, world: &mut World, location: &'static Location<'static>) -> u32 {
        let make = || (self.kind, 0, [Gate::OPEN, Gate::OPEN]);
        world.object(&self.tag, make, location)
    }
}

/// Returns the task that is running, if an execution is.
pub(super) fn current() -> Option<TaskId> {
    with(|world| world.current())
}
