use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, TryLockResult};

use lockstep_scheduler::sync as inner;

use super::mutex::{mapped, tried};
use crate::causality::Released;

/// [`std::sync::RwLock`].
#[derive(Default)]
pub struct RwLock<T: ?Sized> {
    /// By writers, whom readers and writers learn of.
    written: Released,
    /// By readers, whom only writers learn of.
    read: Released,
    inner: inner::RwLock<T>,
}

/// What a lock guards, for whoever reads it.
pub struct RwLockReadGuard<'a, T: ?Sized> {
    read: &'a Released,
    inner: inner::RwLockReadGuard<'a, T>,
}

/// What a lock guards, for whoever writes it.
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    written: &'a Released,
    inner: inner::RwLockWriteGuard<'a, T>,
}

impl<T> RwLock<T> {
    /// Makes a lock that guards `value`.
    pub const fn new(value: T) -> Self {
        Self {
            written: Released::new(),
            read: Released::new(),
            inner: inner::RwLock::new(value),
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

impl<T: ?Sized> RwLock<T> {
    /// Acquires it for reading, once nobody writes.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        mapped(self.inner.read(), |guard| self.reading(guard))
    }

    /// Acquires it for reading if nobody writes.
    ///
    /// # Errors
    ///
    /// If somebody does, or it is poisoned.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        tried(self.inner.try_read(), |guard| self.reading(guard))
    }

    /// Acquires it for writing, once nobody else holds it.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        mapped(self.inner.write(), |guard| self.writing(guard))
    }

    /// Acquires it for writing if nobody else holds it.
    ///
    /// # Errors
    ///
    /// If somebody does, or it is poisoned.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        tried(self.inner.try_write(), |guard| self.writing(guard))
    }

    /// Returns what it guards, which nobody else can see.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.inner.get_mut()
    }

    fn reading<'a>(&'a self, inner: inner::RwLockReadGuard<'a, T>) -> RwLockReadGuard<'a, T> {
        self.written.acquire();
        let read = &self.read;
        RwLockReadGuard { read, inner }
    }

    fn writing<'a>(&'a self, inner: inner::RwLockWriteGuard<'a, T>) -> RwLockWriteGuard<'a, T> {
        self.written.acquire();
        self.read.acquire();
        let written = &self.written;
        RwLockWriteGuard { written, inner }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        self.read.release();
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        self.written.release();
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}
