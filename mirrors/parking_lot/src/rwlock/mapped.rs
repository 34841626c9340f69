use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Alone, Among, Gated};

use super::access::{Access, Mode};

/// Access to a part of what a [`RwLock`](super::RwLock) holds beside other readers, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct MappedRwLockReadGuard<'a, T: ?Sized> {
    access: &'a Gated<Access>,
    /// Taken out before the lock is let go.
    value: Option<Among<'a, T>>,
    location: &'static Location<'static>,
}

/// Access to a part of what a [`RwLock`](super::RwLock) holds while nobody else has any, until it is
/// dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct MappedRwLockWriteGuard<'a, T: ?Sized> {
    access: &'a Gated<Access>,
    /// Taken out before the lock is let go.
    value: Option<Alone<'a, T>>,
    location: &'static Location<'static>,
}

macro_rules! mapped {
    ($guard:ident, $lent:ident, $kind:ident, $mode:ident, [$($mutable:tt)?]) => {
        impl<'a, T: ?Sized> $guard<'a, T> {
            pub(super) fn new(
                access: &'a Gated<Access>,
                value: $lent<'a, T>,
                location: &'static Location<'static>,
            ) -> Self {
                let value = Some(value);
                Self { access, value, location }
            }

            /// Goes on with a part of it.
            pub fn map<U: ?Sized>(
                mut s: Self,
                part: impl FnOnce(&$($mutable)? T) -> &$($mutable)? U,
            ) -> $guard<'a, U> {
                $guard::new(s.access, take(&mut s.value).map(part), s.location)
            }

            /// Goes on with a part of it, if there is one.
            ///
            /// # Errors
            ///
            /// If there is none: the guard.
            pub fn try_map<U: ?Sized>(
                mut s: Self,
                part: impl FnOnce(&$($mutable)? T) -> Option<&$($mutable)? U>,
            ) -> Result<$guard<'a, U>, Self> {
                match take(&mut s.value).try_map(part) {
                    Ok(part) => Ok($guard::new(s.access, part, s.location)),
                    Err(value) => {
                        s.value = Some(value);
                        Err(s)
                    }
                }
            }

            /// Lets the lock go: who is next is the strategy's choice all the same.
            pub fn unlock_fair(s: Self) {
                drop(s);
            }
        }

        impl<T: ?Sized> Drop for $guard<'_, T> {
            fn drop(&mut self) {
                let value = &mut self.value;
                // It is gone on with as a part.
                if value.is_none() {
                    return;
                }
                self.access.perform(Kind::$kind, self.location, |access| {
                    drop(value.take());
                    Access::release(access, Mode::$mode);
                });
            }
        }

        impl<T: ?Sized> Deref for $guard<'_, T> {
            type Target = T;

            fn deref(&self) -> &T {
                self.value.as_ref().expect("a guard holds until it is dropped")
            }
        }

        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

mapped!(MappedRwLockReadGuard, Among, UnlockRead, Read, []);
mapped!(MappedRwLockWriteGuard, Alone, UnlockWrite, Write, [mut]);

impl<T: ?Sized> DerefMut for MappedRwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        let value = self.value.as_mut();
        value.expect("a guard holds until it is dropped")
    }
}

fn take<G>(value: &mut Option<G>) -> G {
    value.take().expect("a guard holds until it is dropped")
}
