use std::panic::Location;

use lockstep_scheduler::gated::{Gated, Gates};
use lockstep_scheduler::{Kind, ObjectKind, Operation};

/// What operations are done to, as the strategy sees them: nobody waits for it.
///
/// What it stands for is kept beside it. Only one task runs at a time, so that it needs no lock.
pub(crate) struct Object(Gated<Anything>);

struct Anything;

impl Gates for Anything {}

impl Object {
    pub(crate) fn new(kind: ObjectKind) -> Self {
        Self(Gated::new(kind, Anything))
    }

    /// Comes to an operation on it, and returns once the task was chosen.
    pub(crate) fn reach(&self, kind: Kind, location: &'static Location<'static>) {
        self.0.come_to(kind, location);
    }

    /// Returns the operation that whoever comes to it comes to.
    pub(crate) fn operation(&self, kind: Kind, location: &'static Location<'static>) -> Operation {
        self.0.operation(kind, location)
    }
}
