use std::panic::Location;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Gated, Gates, Use};

/// Lets a lock go when it is dropped, even if a panic unwinds.
///
/// Who has one drops what was lent of the value before it.
pub(crate) struct Unlocks<'a, S: Gates> {
    pub(crate) state: &'a Gated<S>,
    pub(crate) kind: Kind,
    pub(crate) let_go: fn(&mut Use<'_, S>),
    /// Where the lock was acquired, and is released.
    pub(crate) location: &'static Location<'static>,
}

impl<S: Gates> Unlocks<'_, S> {
    /// Keeps the lock.
    pub(crate) fn never(self) {
        std::mem::forget(self);
    }
}

impl<S: Gates> Drop for Unlocks<'_, S> {
    fn drop(&mut self) {
        self.state.perform(self.kind, self.location, self.let_go);
    }
}
