use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Alone, Gated};

use super::Held;

/// Access to a part of what a [`Mutex`](super::Mutex) holds, until it is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MappedMutexGuard<'a, T: ?Sized> {
    held: &'a Gated<Held>,
    /// Taken out before the mutex is let go.
    value: Option<Alone<'a, T>>,
    location: &'static Location<'static>,
}

impl<'a, T: ?Sized> MappedMutexGuard<'a, T> {
    pub(super) fn new(
        held: &'a Gated<Held>,
        value: Alone<'a, T>,
        location: &'static Location<'static>,
    ) -> Self {
        Self {
            held,
            value: Some(value),
            location,
        }
    }

    /// Goes on with a part of it.
    pub fn map<U: ?Sized>(
        mut s: Self,
        part: impl FnOnce(&mut T) -> &mut U,
    ) -> MappedMutexGuard<'a, U> {
        MappedMutexGuard::new(s.held, s.take().map(part), s.location)
    }

    /// Goes on with a part of it, if there is one.
    ///
    /// # Errors
    ///
    /// If there is none: the guard.
    pub fn try_map<U: ?Sized>(
        mut s: Self,
        part: impl FnOnce(&mut T) -> Option<&mut U>,
    ) -> Result<MappedMutexGuard<'a, U>, Self> {
        match s.take().try_map(part) {
            Ok(part) => Ok(MappedMutexGuard::new(s.held, part, s.location)),
            Err(value) => {
                s.value = Some(value);
                Err(s)
            }
        }
    }

    /// Lets the mutex go: who is next is the strategy's choice all the same.
    pub fn unlock_fair(s: Self) {
        drop(s);
    }

    fn take(&mut self) -> Alone<'a, T> {
        let value = self.value.take();
        value.expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized> Drop for MappedMutexGuard<'_, T> {
    fn drop(&mut self) {
        let value = &mut self.value;
        // It is gone on with as a part.
        if value.is_none() {
            return;
        }
        self.held.perform(Kind::Unlock, self.location, |held| {
            drop(value.take());
            Held::let_go(held);
        });
    }
}

impl<T: ?Sized> Deref for MappedMutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        let value = self.value.as_ref();
        value.expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized> DerefMut for MappedMutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        let value = self.value.as_mut();
        value.expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MappedMutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MappedMutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
