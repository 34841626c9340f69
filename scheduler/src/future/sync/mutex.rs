use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::Arc;

use thiserror::Error;

use super::permits::Permits;
use crate::Kind;
use crate::future::block_on;
use crate::object::ObjectKind;
use crate::raw::{Exclusive, Lock};

/// A mutex that is awaited, and can be held across other awaits.
///
/// Who waits is served first come, first served; a future that is dropped gives its place up. It is not
/// poisoned by a panic. As tokio's.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future::{block_on, sync::Mutex};
///
/// block_on(async {
///     let mutex = Mutex::new(1);
///     *mutex.lock().await += 1;
///     assert_eq!(*mutex.lock().await, 2);
/// });
/// ```
pub struct Mutex<T: ?Sized> {
    permits: Permits,
    lock: Lock<T>,
}

/// Access to what a [`Mutex`] holds, until it is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    key: Exclusive<T>,
    location: &'static Location<'static>,
}

/// As [`MutexGuard`], for as long as one likes.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct OwnedMutexGuard<T: ?Sized> {
    mutex: Arc<Mutex<T>>,
    key: Exclusive<T>,
    location: &'static Location<'static>,
}

/// Somebody else holds the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("operation would block")]
pub struct TryLockError(pub(super) ());

impl<T> Mutex<T> {
    /// Makes a mutex that holds `value`.
    pub const fn new(value: T) -> Self {
        Self {
            permits: Permits::new(ObjectKind::Mutex, 1),
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

impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody else holds it, and acquires it.
    #[track_caller]
    pub fn lock(&self) -> impl Future<Output = MutexGuard<'_, T>> {
        let location = Location::caller();
        async move {
            self.acquire(location).await;
            MutexGuard {
                mutex: self,
                key: self.lock.exclusive(),
                location,
            }
        }
    }

    /// Waits until nobody else holds it, and acquires it for as long as one likes.
    #[track_caller]
    pub fn lock_owned(self: Arc<Self>) -> impl Future<Output = OwnedMutexGuard<T>> {
        let location = Location::caller();
        async move {
            self.acquire(location).await;
            OwnedMutexGuard {
                key: self.lock.exclusive(),
                mutex: self,
                location,
            }
        }
    }

    /// Waits on this thread until nobody else holds it, and acquires it.
    #[track_caller]
    pub fn blocking_lock(&self) -> MutexGuard<'_, T> {
        block_on(self.lock())
    }

    /// Waits on this thread until nobody else holds it, and acquires it for as long as one likes.
    #[track_caller]
    pub fn blocking_lock_owned(self: Arc<Self>) -> OwnedMutexGuard<T> {
        block_on(self.lock_owned())
    }

    /// Acquires it if nobody else holds it, nor waits for it.
    ///
    /// # Errors
    ///
    /// If somebody does.
    #[track_caller]
    pub fn try_lock(&self) -> Result<MutexGuard<'_, T>, TryLockError> {
        let location = Location::caller();
        self.try_acquire(location)?;
        Ok(MutexGuard {
            mutex: self,
            key: self.lock.exclusive(),
            location,
        })
    }

    /// Acquires it if nobody else holds it, nor waits for it, for as long as one likes.
    ///
    /// # Errors
    ///
    /// If somebody does.
    #[track_caller]
    pub fn try_lock_owned(self: Arc<Self>) -> Result<OwnedMutexGuard<T>, TryLockError> {
        let location = Location::caller();
        self.try_acquire(location)?;
        Ok(OwnedMutexGuard {
            key: self.lock.exclusive(),
            mutex: self,
            location,
        })
    }

    /// Returns what it holds, which nobody else can hold.
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.value_mut()
    }

    async fn acquire(&self, location: &'static Location<'static>) {
        let acquired = self.permits.acquire(1, Kind::Lock, location).await;
        acquired.expect("a mutex is never closed");
    }

    fn try_acquire(&self, location: &'static Location<'static>) -> Result<(), TryLockError> {
        let acquired = self.permits.try_acquire(1, Kind::TryLock, location);
        acquired.map_err(|_| TryLockError(()))
    }

    fn release(&self, key: &mut Exclusive<T>, location: &'static Location<'static>) {
        self.permits.point().reach(Kind::Unlock, location);
        self.lock.give_back(key);
        self.permits.release_quietly(1, location);
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Returns the mutex that it is of.
    pub fn mutex(this: &Self) -> &'a Mutex<T> {
        this.mutex
    }
}

impl<T: ?Sized> OwnedMutexGuard<T> {
    /// Returns the mutex that it is of.
    pub fn mutex(this: &Self) -> &Arc<Mutex<T>> {
        &this.mutex
    }
}

macro_rules! guard {
    ($guard:ty) => {
        impl<T: ?Sized> Deref for $guard {
            type Target = T;

            fn deref(&self) -> &T {
                self.mutex.lock.get(&self.key)
            }
        }

        impl<T: ?Sized> DerefMut for $guard {
            fn deref_mut(&mut self) -> &mut T {
                self.mutex.lock.get_mut(&mut self.key)
            }
        }

        impl<T: ?Sized> Drop for $guard {
            fn drop(&mut self) {
                self.mutex.release(&mut self.key, self.location);
            }
        }

        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

guard!(MutexGuard<'_, T>);
guard!(OwnedMutexGuard<T>);

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}
