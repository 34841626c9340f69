use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use crate::gate::{Gate, Side};
use crate::object::{ObjectKind, Tag};
use crate::world::{is_controlled, reach, with};
use crate::{Kind, ObjectId, Operation};

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
        let location = Location::caller();
        if !is_controlled() {
            return self.guard_result(self.inner.lock(), location);
        }
        self.reach(Kind::Lock, Some(Side::Front), location);
        self.acquire(location)
    }

    /// Acquires it if nobody else holds it.
    ///
    /// # Errors
    ///
    /// If somebody else holds it, or it is poisoned.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let location = Location::caller();
        if is_controlled() {
            let object = self.reach(Kind::TryLock, None, location);
            if with(|world| world.at(object).holder != crate::task::NOBODY) == Some(true) {
                return Err(TryLockError::WouldBlock);
            }
            return Ok(self.acquire(location)?);
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

    fn object(&self, location: &'static Location<'static>) -> u32 {
        let make = || (ObjectKind::Mutex, 0, [Gate::OPEN, Gate::OPEN]);
        with(|world| world.object(&self.tag, make, location)).unwrap_or_default()
    }

    fn reach(&self, kind: Kind, side: Option<Side>, location: &'static Location<'static>) -> u32 {
        let object = self.object(location);
        let operation = Operation {
            object: ObjectId(object),
            kind,
            location,
        };
        reach(operation, side);
        object
    }

    /// Takes it, which nobody holds in this execution.
    fn acquire(&self, location: &'static Location<'static>) -> LockResult<MutexGuard<'_, T>> {
        let object = self.object(location);
        with(|world| world.hold(object));
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

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if !is_controlled() {
            return;
        }
        let object = self.mutex.reach(Kind::Unlock, None, self.location);
        drop(self.inner.take());
        with(|world| world.let_go(object));
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
