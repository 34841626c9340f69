use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::Arc;

use super::TryLockError;
use super::permits::Permits;
use crate::Kind;
use crate::future::block_on;
use crate::object::ObjectKind;
use crate::raw::{Exclusive, Lock, Shared, SideBySide};

/// A lock for one writer or many readers that is awaited, and can be held across other awaits.
///
/// Who waits is served first come, first served: a reader behind a writer that waits has to wait, too. A
/// future that is dropped gives its place up. As tokio's.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future::{block_on, sync::RwLock};
///
/// block_on(async {
///     let lock = RwLock::new(1);
///     *lock.write().await += 1;
///     let (one, other) = (lock.read().await, lock.read().await);
///     assert_eq!(*one + *other, 4);
/// });
/// ```
pub struct RwLock<T: ?Sized> {
    permits: Permits,
    /// How many can read at the same time.
    readers_max: usize,
    lock: Lock<T, SideBySide>,
}

/// The right to read what a [`RwLock`] holds, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized + Sync> {
    of: &'a RwLock<T>,
    key: Shared<T>,
    location: &'static Location<'static>,
}

/// As [`RwLockReadGuard`], for as long as one likes.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct OwnedRwLockReadGuard<T: ?Sized + Sync> {
    of: Arc<RwLock<T>>,
    key: Shared<T>,
    location: &'static Location<'static>,
}

/// The right to read and write what a [`RwLock`] holds, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized + Sync> {
    of: &'a RwLock<T>,
    key: Exclusive<T>,
    location: &'static Location<'static>,
}

/// As [`RwLockWriteGuard`], for as long as one likes.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct OwnedRwLockWriteGuard<T: ?Sized + Sync> {
    of: Arc<RwLock<T>>,
    key: Exclusive<T>,
    location: &'static Location<'static>,
}

/// How many can read at the same time if nothing else is said, as tokio's.
const READERS_MAX: u32 = u32::MAX >> 3;

impl<T> RwLock<T> {
    /// Makes a lock that holds `value`.
    pub const fn new(value: T) -> Self {
        Self::with_max_readers(value, READERS_MAX)
    }

    /// Makes a lock that so many can read at the same time.
    ///
    /// # Panics
    ///
    /// If that is more than `u32::MAX >> 3`.
    pub const fn with_max_readers(value: T, readers_max: u32) -> Self {
        assert!(
            readers_max <= READERS_MAX,
            "a RwLock may not be created with more than u32::MAX >> 3 readers"
        );
        let readers_max = readers_max as usize;
        Self {
            permits: Permits::new(ObjectKind::RwLock, readers_max),
            readers_max,
            lock: Lock::new(value),
        }
    }

    /// As [`new`](Self::new), for a `static`: which is refused if several executions use it.
    pub const fn const_new(value: T) -> Self {
        Self::new(value)
    }

    /// Returns what it holds.
    pub fn into_inner(self) -> T {
        self.lock.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Returns what it holds, which nobody else can hold.
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.value_mut()
    }

    async fn acquire(&self, count: usize, kind: Kind, location: &'static Location<'static>) {
        let acquired = self.permits.acquire(count, kind, location).await;
        acquired.expect("a lock is never closed");
    }

    fn try_acquire(
        &self,
        count: usize,
        kind: Kind,
        location: &'static Location<'static>,
    ) -> Result<(), TryLockError> {
        let acquired = self.permits.try_acquire(count, kind, location);
        acquired.map_err(|_| TryLockError(()))
    }
}

impl<T: ?Sized + Sync> RwLock<T> {
    /// Waits until nobody writes, nor waits to, and acquires it for reading.
    #[track_caller]
    pub fn read(&self) -> impl Future<Output = RwLockReadGuard<'_, T>> {
        let location = Location::caller();
        async move {
            self.acquire(1, Kind::Read, location).await;
            RwLockReadGuard {
                of: self,
                key: self.lock.shared(),
                location,
            }
        }
    }

    /// As [`read`](Self::read), for as long as one likes.
    #[track_caller]
    pub fn read_owned(self: Arc<Self>) -> impl Future<Output = OwnedRwLockReadGuard<T>> {
        let location = Location::caller();
        async move {
            self.acquire(1, Kind::Read, location).await;
            OwnedRwLockReadGuard {
                key: self.lock.shared(),
                of: self,
                location,
            }
        }
    }

    /// Waits until nobody else reads or writes, and acquires it for writing.
    #[track_caller]
    pub fn write(&self) -> impl Future<Output = RwLockWriteGuard<'_, T>> {
        let location = Location::caller();
        async move {
            self.acquire(self.readers_max, Kind::Write, location).await;
            RwLockWriteGuard {
                of: self,
                key: self.lock.exclusive(),
                location,
            }
        }
    }

    /// As [`write`](Self::write), for as long as one likes.
    #[track_caller]
    pub fn write_owned(self: Arc<Self>) -> impl Future<Output = OwnedRwLockWriteGuard<T>> {
        let location = Location::caller();
        async move {
            self.acquire(self.readers_max, Kind::Write, location).await;
            OwnedRwLockWriteGuard {
                key: self.lock.exclusive(),
                of: self,
                location,
            }
        }
    }

    /// Acquires it for reading if nobody writes, nor waits to.
    ///
    /// # Errors
    ///
    /// If somebody does.
    #[track_caller]
    pub fn try_read(&self) -> Result<RwLockReadGuard<'_, T>, TryLockError> {
        let location = Location::caller();
        self.try_acquire(1, Kind::TryRead, location)?;
        Ok(RwLockReadGuard {
            of: self,
            key: self.lock.shared(),
            location,
        })
    }

    /// Acquires it for writing if nobody else reads or writes, nor waits to.
    ///
    /// # Errors
    ///
    /// If somebody does.
    #[track_caller]
    pub fn try_write(&self) -> Result<RwLockWriteGuard<'_, T>, TryLockError> {
        let location = Location::caller();
        self.try_acquire(self.readers_max, Kind::TryWrite, location)?;
        Ok(RwLockWriteGuard {
            of: self,
            key: self.lock.exclusive(),
            location,
        })
    }

    /// As [`try_read`](Self::try_read), for as long as one likes.
    ///
    /// # Errors
    ///
    /// If somebody writes, or waits to.
    #[track_caller]
    pub fn try_read_owned(self: Arc<Self>) -> Result<OwnedRwLockReadGuard<T>, TryLockError> {
        let location = Location::caller();
        self.try_acquire(1, Kind::TryRead, location)?;
        Ok(OwnedRwLockReadGuard {
            key: self.lock.shared(),
            of: self,
            location,
        })
    }

    /// As [`try_write`](Self::try_write), for as long as one likes.
    ///
    /// # Errors
    ///
    /// If somebody reads or writes, or waits to.
    #[track_caller]
    pub fn try_write_owned(self: Arc<Self>) -> Result<OwnedRwLockWriteGuard<T>, TryLockError> {
        let location = Location::caller();
        self.try_acquire(self.readers_max, Kind::TryWrite, location)?;
        Ok(OwnedRwLockWriteGuard {
            key: self.lock.exclusive(),
            of: self,
            location,
        })
    }

    /// As [`read`](Self::read), waiting on this thread.
    #[track_caller]
    pub fn blocking_read(&self) -> RwLockReadGuard<'_, T> {
        block_on(self.read())
    }

    /// As [`write`](Self::write), waiting on this thread.
    #[track_caller]
    pub fn blocking_write(&self) -> RwLockWriteGuard<'_, T> {
        block_on(self.write())
    }

    fn end_reading(&self, key: &mut Shared<T>, location: &'static Location<'static>) {
        self.permits.point().reach(Kind::UnlockRead, location);
        self.lock.give_back_shared(key);
        self.permits.release_quietly(1, location);
    }

    /// Makes a writer a reader.
    fn end_writing_only(
        &self,
        key: &mut Exclusive<T>,
        location: &'static Location<'static>,
    ) -> Shared<T> {
        self.permits.point().reach(Kind::Downgrade, location);
        let shared = self.lock.downgrade(key);
        self.permits.release_quietly(self.readers_max - 1, location);
        shared
    }

    fn end_writing(&self, key: &mut Exclusive<T>, location: &'static Location<'static>) {
        if key.is_spent() {
            return;
        }
        self.permits.point().reach(Kind::UnlockWrite, location);
        self.lock.give_back(key);
        self.permits.release_quietly(self.readers_max, location);
    }
}

impl<'a, T: ?Sized + Sync> RwLockWriteGuard<'a, T> {
    /// Goes on with reading, without a moment in which somebody else could write.
    #[track_caller]
    pub fn downgrade(mut self) -> RwLockReadGuard<'a, T> {
        let (of, location) = (self.of, Location::caller());
        let key = of.end_writing_only(&mut self.key, location);
        RwLockReadGuard { of, key, location }
    }
}

impl<T: ?Sized + Sync> OwnedRwLockWriteGuard<T> {
    /// As [`RwLockWriteGuard::downgrade`].
    #[track_caller]
    pub fn downgrade(mut self) -> OwnedRwLockReadGuard<T> {
        let (of, location) = (Arc::clone(&self.of), Location::caller());
        let key = of.end_writing_only(&mut self.key, location);
        OwnedRwLockReadGuard { of, key, location }
    }
}

macro_rules! reads {
    ($guard:ty) => {
        impl<T: ?Sized + Sync> Deref for $guard {
            type Target = T;

            fn deref(&self) -> &T {
                self.of.lock.read(&self.key)
            }
        }

        impl<T: ?Sized + Sync> Drop for $guard {
            fn drop(&mut self) {
                self.of.end_reading(&mut self.key, self.location);
            }
        }

        shown!($guard);
    };
}

macro_rules! writes {
    ($guard:ty) => {
        impl<T: ?Sized + Sync> Deref for $guard {
            type Target = T;

            fn deref(&self) -> &T {
                self.of.lock.get(&self.key)
            }
        }

        impl<T: ?Sized + Sync> DerefMut for $guard {
            fn deref_mut(&mut self) -> &mut T {
                self.of.lock.get_mut(&mut self.key)
            }
        }

        impl<T: ?Sized + Sync> Drop for $guard {
            fn drop(&mut self) {
                self.of.end_writing(&mut self.key, self.location);
            }
        }

        shown!($guard);
    };
}

macro_rules! shown {
    ($guard:ty) => {
        impl<T: ?Sized + Sync + fmt::Debug> fmt::Debug for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

reads!(RwLockReadGuard<'_, T>);
reads!(OwnedRwLockReadGuard<T>);
writes!(RwLockWriteGuard<'_, T>);
writes!(OwnedRwLockWriteGuard<T>);

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock").finish_non_exhaustive()
    }
}
