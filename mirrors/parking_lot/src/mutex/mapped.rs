use std::ops::{Deref, DerefMut};

use lockstep_scheduler::gated::Alone;

use super::Held;
use crate::mapped::mapped;
use crate::shows::shows;
use crate::unlocks::Unlocks;

/// Access to a part of what a [`Mutex`](super::Mutex) holds, until it is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MappedMutexGuard<'a, T: ?Sized> {
    // invariant: dropped in this order
    pub(super) value: Alone<'a, T>,
    pub(super) unlocks: Unlocks<'a, Held>,
}

mapped!(MappedMutexGuard [mut]);
shows!(MappedMutexGuard<'_, T>);

impl<T: ?Sized> DerefMut for MappedMutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
