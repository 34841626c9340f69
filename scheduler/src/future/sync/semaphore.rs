use std::panic::Location;
use std::sync::Arc;

use thiserror::Error;

use super::permits::{Closed, PERMITS_MAX, Permits, Refused};
use crate::Kind;
use crate::object::ObjectKind;

/// A number of permits, for each of which one may wait.
///
/// Who waits is served first come, first served; a future that is dropped gives its place up. As tokio's.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future::{block_on, sync::Semaphore};
///
/// block_on(async {
///     let semaphore = Semaphore::new(1);
///     let permit = semaphore.acquire().await.unwrap();
///     assert_eq!(semaphore.available_permits(), 0);
///     assert!(semaphore.try_acquire().is_err());
///     drop(permit);
///     assert_eq!(semaphore.available_permits(), 1);
/// });
/// ```
#[derive(Debug)]
pub struct Semaphore(Permits);

/// Permits of a [`Semaphore`], which has them back when this is dropped.
#[derive(Debug)]
#[must_use = "the permits go back at once if nobody has them"]
pub struct SemaphorePermit<'a> {
    semaphore: &'a Semaphore,
    count: usize,
    location: &'static Location<'static>,
}

/// As [`SemaphorePermit`], for as long as one likes.
#[derive(Debug)]
#[must_use = "the permits go back at once if nobody has them"]
pub struct OwnedSemaphorePermit {
    semaphore: Arc<Semaphore>,
    count: usize,
    location: &'static Location<'static>,
}

/// The semaphore was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("semaphore closed")]
pub struct AcquireError(());

/// Why there are no permits at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TryAcquireError {
    /// The semaphore was closed.
    #[error("semaphore closed")]
    Closed,
    /// There are too few.
    #[error("no permits available")]
    NoPermits,
}

impl Semaphore {
    /// The most permits that one can have.
    pub const MAX_PERMITS: usize = PERMITS_MAX;

    /// Makes a semaphore with so many permits.
    ///
    /// # Panics
    ///
    /// If they are more than [`MAX_PERMITS`](Self::MAX_PERMITS).
    pub const fn new(permits: usize) -> Self {
        Self(Permits::new(ObjectKind::Semaphore, permits))
    }

    /// As [`new`](Self::new), for a `static`: which is refused if several executions use it.
    ///
    /// # Panics
    ///
    /// If they are more than [`MAX_PERMITS`](Self::MAX_PERMITS).
    pub const fn const_new(permits: usize) -> Self {
        Self::new(permits)
    }

    /// Returns how many permits there are that nobody has.
    #[track_caller]
    pub fn available_permits(&self) -> usize {
        self.0.point().reach(Kind::Look, Location::caller());
        self.0.free()
    }

    /// Adds permits.
    ///
    /// # Panics
    ///
    /// If there would be more than [`MAX_PERMITS`](Self::MAX_PERMITS).
    #[track_caller]
    pub fn add_permits(&self, count: usize) {
        self.0.release(count, Kind::Release, Location::caller());
    }

    /// Takes up to so many permits away for ever, and returns how many there were.
    #[track_caller]
    pub fn forget_permits(&self, count: usize) -> usize {
        self.0.forget(count, Location::caller())
    }

    /// Waits for a permit.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed.
    #[track_caller]
    pub fn acquire(&self) -> impl Future<Output = Result<SemaphorePermit<'_>, AcquireError>> {
        self.acquire_many(1)
    }

    /// Waits for several permits.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed.
    #[track_caller]
    pub fn acquire_many(
        &self,
        count: u32,
    ) -> impl Future<Output = Result<SemaphorePermit<'_>, AcquireError>> {
        let location = Location::caller();
        async move {
            let count = count as usize;
            let acquired = self.0.acquire(count, Kind::Acquire, location).await;
            acquired.map_err(|Closed| AcquireError(()))?;
            Ok(self.permit(count, location))
        }
    }

    /// Takes a permit if there is one.
    ///
    /// # Errors
    ///
    /// If there is none, or the semaphore is closed.
    #[track_caller]
    pub fn try_acquire(&self) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        self.try_acquire_many(1)
    }

    /// Takes several permits if there are as many.
    ///
    /// # Errors
    ///
    /// If there are fewer, or the semaphore is closed.
    #[track_caller]
    pub fn try_acquire_many(&self, count: u32) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        let (count, location) = (count as usize, Location::caller());
        self.0.try_acquire(count, Kind::TryAcquire, location)?;
        Ok(self.permit(count, location))
    }

    /// Waits for a permit that can be kept beside the semaphore.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed.
    #[track_caller]
    pub fn acquire_owned(
        self: Arc<Self>,
    ) -> impl Future<Output = Result<OwnedSemaphorePermit, AcquireError>> {
        self.acquire_many_owned(1)
    }

    /// Waits for several permits that can be kept beside the semaphore.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed.
    #[track_caller]
    pub fn acquire_many_owned(
        self: Arc<Self>,
        count: u32,
    ) -> impl Future<Output = Result<OwnedSemaphorePermit, AcquireError>> {
        let location = Location::caller();
        async move {
            let acquired = self
                .0
                .acquire(count as usize, Kind::Acquire, location)
                .await;
            acquired.map_err(|Closed| AcquireError(()))?;
            Ok(self.owned(count, location))
        }
    }

    /// Takes a permit if there is one, to be kept beside the semaphore.
    ///
    /// # Errors
    ///
    /// If there is none, or the semaphore is closed.
    #[track_caller]
    pub fn try_acquire_owned(self: Arc<Self>) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        self.try_acquire_many_owned(1)
    }

    /// Takes several permits if there are as many, to be kept beside the semaphore.
    ///
    /// # Errors
    ///
    /// If there are fewer, or the semaphore is closed.
    #[track_caller]
    pub fn try_acquire_many_owned(
        self: Arc<Self>,
        count: u32,
    ) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        let location = Location::caller();
        self.0
            .try_acquire(count as usize, Kind::TryAcquire, location)?;
        Ok(self.owned(count, location))
    }

    /// Refuses all who wait and all who come later.
    #[track_caller]
    pub fn close(&self) {
        self.0.point().reach(Kind::Close, Location::caller());
        self.0.close();
    }

    /// Returns true once it was closed.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        self.0.point().reach(Kind::Look, Location::caller());
        self.0.is_closed()
    }

    fn permit(&self, count: usize, location: &'static Location<'static>) -> SemaphorePermit<'_> {
        SemaphorePermit {
            semaphore: self,
            count,
            location,
        }
    }

    fn owned(
        self: Arc<Self>,
        count: u32,
        location: &'static Location<'static>,
    ) -> OwnedSemaphorePermit {
        OwnedSemaphorePermit {
            semaphore: self,
            count: count as usize,
            location,
        }
    }
}

macro_rules! permits {
    ($permit:ty, $same:expr) => {
        impl $permit {
            /// Keeps the permits from going back.
            pub fn forget(mut self) {
                self.count = 0;
            }

            /// Takes over the permits of another one of the same semaphore.
            ///
            /// # Panics
            ///
            /// If it is of another semaphore.
            #[track_caller]
            pub fn merge(&mut self, mut other: Self) {
                let is_same: bool = $same(&self.semaphore, &other.semaphore);
                assert!(
                    is_same,
                    "merging permits from different semaphore instances"
                );
                self.count += std::mem::take(&mut other.count);
            }

            /// Gives a part of its permits away, unless it has fewer.
            #[must_use = "the permits go back at once if nobody has them"]
            pub fn split(&mut self, count: usize) -> Option<Self> {
                self.count = self.count.checked_sub(count)?;
                Some(Self {
                    semaphore: self.semaphore.clone(),
                    count,
                    location: self.location,
                })
            }

            /// Returns how many permits it has.
            pub fn num_permits(&self) -> usize {
                self.count
            }
        }

        impl Drop for $permit {
            fn drop(&mut self) {
                if self.count > 0 {
                    let permits = &self.semaphore.0;
                    permits.release(self.count, Kind::Release, self.location);
                }
            }
        }
    };
}

permits!(
    SemaphorePermit<'_>,
    |one: &&Semaphore, other: &&Semaphore| std::ptr::eq(*one, *other)
);
permits!(OwnedSemaphorePermit, Arc::ptr_eq);

impl From<Refused> for TryAcquireError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Closed => Self::Closed,
            Refused::TooFew => Self::NoPermits,
        }
    }
}
