use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use lockstep_scheduler::sync as inner;

use crate::causality::Released;

/// [`std::sync::Mutex`].
#[derive(Default)]
pub struct Mutex<T: ?Sized> {
    released: Released,
    inner: inner::Mutex<T>,
}

/// What a mutex guards, for whoever holds it.
pub struct MutexGuard<'a, T: ?Sized> {
    released: &'a Released,
    /// Nothing once it was given to a condition variable.
    inner: Option<inner::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    /// Makes a mutex that guards `value`.
    pub const fn new(value: T) -> Self {
        Self {
            released: Released::new(),
            inner: inner::Mutex::new(value),
        }
    }

    /// Returns what it guards.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Acquires it, once nobody else holds it.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        mapped(self.inner.lock(), |guard| self.guard(guard))
    }

    /// Acquires it if nobody else holds it.
    ///
    /// # Errors
    ///
    /// If somebody does, or it is poisoned.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        tried(self.inner.try_lock(), |guard| self.guard(guard))
    }

    /// Returns what it guards, which nobody else can see.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.inner.get_mut()
    }

    fn guard<'a>(&'a self, inner: inner::MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.released.acquire();
        MutexGuard {
            released: &self.released,
            inner: Some(inner),
        }
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Lets `wait` release the mutex and acquire it again.
    pub(super) fn waiting<R>(
        mut self,
        wait: impl FnOnce(inner::MutexGuard<'a, T>) -> (inner::MutexGuard<'a, T>, R),
    ) -> (Self, R) {
        let (released, guard) = (self.released, self.inner.take());
        released.release();
        let (guard, result) = wait(guard.expect("it was not given away"));
        released.acquire();
        let inner = Some(guard);
        (Self { released, inner }, result)
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner.as_ref().expect("it was not given away")
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner.as_mut().expect("it was not given away")
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take() {
            self.released.release();
            drop(inner);
        }
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

/// Changes what was locked, poisoned or not.
pub(super) fn mapped<A, B>(locked: LockResult<A>, map: impl FnOnce(A) -> B) -> LockResult<B> {
    match locked {
        Ok(guard) => Ok(map(guard)),
        Err(poisoned) => Err(PoisonError::new(map(poisoned.into_inner()))),
    }
}

/// Changes what was locked, if it was.
pub(super) fn tried<A, B>(locked: TryLockResult<A>, map: impl FnOnce(A) -> B) -> TryLockResult<B> {
    match locked {
        Ok(guard) => Ok(map(guard)),
        Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        Err(TryLockError::Poisoned(poisoned)) => {
            let guard = map(poisoned.into_inner());
            Err(TryLockError::Poisoned(PoisonError::new(guard)))
        }
    }
}
