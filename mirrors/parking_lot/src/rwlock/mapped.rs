use std::ops::{Deref, DerefMut};

use lockstep_scheduler::gated::{Alone, Among};

use super::access::Access;
use crate::mapped::mapped;
use crate::shows::shows;
use crate::unlocks::Unlocks;

/// Access to a part of what a [`RwLock`](super::RwLock) holds beside other readers, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct MappedRwLockReadGuard<'a, T: ?Sized> {
    // invariant: dropped in this order
    pub(super) value: Among<'a, T>,
    pub(super) unlocks: Unlocks<'a, Access>,
}

/// Access to a part of what a [`RwLock`](super::RwLock) holds while nobody else has any, until it is
/// dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct MappedRwLockWriteGuard<'a, T: ?Sized> {
    // invariant: dropped in this order
    pub(super) value: Alone<'a, T>,
    pub(super) unlocks: Unlocks<'a, Access>,
}

mapped!(MappedRwLockReadGuard []);
mapped!(MappedRwLockWriteGuard [mut]);
shows!(MappedRwLockReadGuard<'_, T>, MappedRwLockWriteGuard<'_, T>);

impl<T: ?Sized> DerefMut for MappedRwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
