use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use crate::Kind;
use crate::gate::{Gate, Side};
use crate::object::{Known, ObjectKind, Tag};
use crate::world::{World, perform};

/// [`std::sync::Mutex`], whose every use is a scheduling point in a controlled execution.
///
/// Poisoning and everything else is as there. A mutex belongs to the execution that first uses it: one
/// that is used by several, such as a `static`, is refused, since it would carry what it holds from
/// one execution into the next. Put it into a [`LazyLock`](crate::sync::LazyLock), or make it in the
/// body.
#[derive(Default)]
pub struct Mutex<T: ?Sized> {
    tag: Tag,
    inner: std::sync::Mutex<T>,
}

/// Access to what a [`Mutex`] holds, until it is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    /// Where it was acquired; it is released there, too, since drops have no place of their own.
    location: &'static Location<'static>,
    /// Taken out before the lock is let go.
    inner: Option<std::sync::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    /// Makes a mutex that holds `value`.
    pub const fn new(value: T) -> Self {
        Self {
            tag: Tag::new(),
            inner: std::sync::Mutex::new(value),
        }
    }

    /// Returns what it holds.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody else holds it, and acquires it.
    ///
    /// # Errors
    ///
    /// If it is poisoned: a task panicked while it held it.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.lock_at(Location::caller())
    }

    /// Acquires it for what stands at a place of the program.
    pub(super) fn lock_at(
        &self,
        location: &'static Location<'static>,
    ) -> LockResult<MutexGuard<'_, T>> {
        let locked = self.perform(Kind::Lock, Some(Side::Front), location, World::hold);
        match locked {
            Some(()) => self.acquire(location),
            None => self.guard_result(self.inner.lock(), location),
        }
    }

    /// Acquires it if nobody else holds it.
    ///
    /// # Errors
    ///
    /// If somebody else holds it, or it is poisoned.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let location = Location::caller();
        match self.perform(Kind::TryLock, None, location, World::try_hold) {
            Some(true) => return Ok(self.acquire(location)?),
            Some(false) => return Err(TryLockError::WouldBlock),
            None => {}
        }
        match self.inner.try_lock() {
            Ok(guard) => Ok(self.guard(guard, location)),
            Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
            Err(TryLockError::Poisoned(poisoned)) => Err(TryLockError::Poisoned(PoisonError::new(
                self.guard(poisoned.into_inner(), location),
            ))),
        }
    }

    /// Returns true if a task panicked while it held it.
    pub fn is_poisoned(&self) -> bool {
        self.inner.is_poisoned()
    }

    /// Takes back that it is poisoned.
    pub fn clear_poison(&self) {
        self.inner.clear_poison();
    }

    /// Returns what it holds, which nobody else can hold.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.inner.get_mut()
    }

    #[inline]
    fn perform<R>(
        &self,
        kind: Kind,
        side: Option<Side>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut World, u32) -> R,
    ) -> Option<R> {
        let make = || (ObjectKind::Mutex, 0, [Gate::OPEN, Gate::OPEN]);
        let find = |world: &mut World| world.object(&self.tag, make, location);
        perform(find, kind, side, location, act)
    }

    /// Takes what it holds, which nobody else has in this execution.
    fn acquire(&self, location: &'static Location<'static>) -> LockResult<MutexGuard<'_, T>> {
        match self.inner.try_lock() {
            Ok(guard) => Ok(self.guard(guard, location)),
            Err(TryLockError::Poisoned(poisoned)) => Err(PoisonError::new(
                self.guard(poisoned.into_inner(), location),
            )),
            Err(TryLockError::WouldBlock) => panic!(
                "this mutex is held by something outside of this execution; make it in the body of \
                 the test, or use std's for what executions share"
            ),
        }
    }

    fn guard<'a>(
        &'a self,
        inner: std::sync::MutexGuard<'a, T>,
        location: &'static Location<'static>,
    ) -> MutexGuard<'a, T> {
        MutexGuard {
            mutex: self,
            location,
            inner: Some(inner),
        }
    }

    fn guard_result<'a>(
        &'a self,
        result: LockResult<std::sync::MutexGuard<'a, T>>,
        location: &'static Location<'static>,
    ) -> LockResult<MutexGuard<'a, T>> {
        match result {
            Ok(guard) => Ok(self.guard(guard, location)),
            Err(poisoned) => Err(PoisonError::new(
                self.guard(poisoned.into_inner(), location),
            )),
        }
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Says that the next operation lets the mutex go.
    pub(super) fn name(&self, world: &mut World) {
        if let Known::Here(object) = self.mutex.tag.get(world.epoch) {
            world.is_also_done_to(object);
        }
    }

    /// Lets the mutex go, as a part of another operation.
    pub(super) fn let_go(&mut self, world: &mut World) {
        drop(self.inner.take());
        if let Known::Here(object) = self.mutex.tag.get(world.epoch) {
            world.let_go(object);
        }
    }

    /// Returns the mutex, which was let go.
    pub(super) fn into_mutex(self) -> &'a Mutex<T> {
        let mutex = self.mutex;
        // There is nothing left to release.
        std::mem::forget(self);
        mutex
    }

    /// Lets std do something that gives the lock back, where no execution runs.
    pub(super) fn outside(
        mut self,
        act: impl FnOnce(std::sync::MutexGuard<'a, T>) -> LockResult<std::sync::MutexGuard<'a, T>>,
    ) -> LockResult<Self> {
        let inner = self.inner.take();
        let (mutex, location) = (self.mutex, self.location);
        std::mem::forget(self);
        let inner = inner.expect("a guard holds until it is dropped");
        mutex.guard_result(act(inner), location)
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        // What it holds is given back before anybody can be chosen who waits for it.
        let inner = &mut self.inner;
        self.mutex
            .perform(Kind::Unlock, None, self.location, |world, object| {
                drop(inner.take());
                world.let_go(object);
            });
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner
            .as_ref()
            .expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner
            .as_mut()
            .expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
