use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::Arc;

use lockstep_scheduler::gated::Exclusive;

use super::{Mutex, holds_key};
use crate::again::Again;
use crate::shows::shows;

/// As [`MutexGuard`](super::MutexGuard), for as long as one likes.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::Mutex;
/// use std::sync::Arc;
///
/// let mutex = Arc::new(Mutex::new(1));
/// let mut guard = mutex.lock_arc();
/// *guard += 1;
/// assert!(mutex.is_locked());
/// drop(guard);
/// assert_eq!(*mutex.lock(), 2);
/// ```
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct ArcMutexGuard<T: ?Sized> {
    mutex: Arc<Mutex<T>>,
    key: Exclusive<T>,
    /// Where it was acquired, and is released.
    location: &'static Location<'static>,
}

holds_key!(ArcMutexGuard<T>);
shows!(ArcMutexGuard<T>);

impl<T: ?Sized> ArcMutexGuard<T> {
    pub(super) fn new(
        mutex: Arc<Mutex<T>>,
        key: Exclusive<T>,
        location: &'static Location<'static>,
    ) -> Self {
        Self {
            mutex,
            key,
            location,
        }
    }

    /// Returns the mutex that it is of.
    pub fn mutex(s: &Self) -> &Arc<Mutex<T>> {
        &s.mutex
    }
}
