use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Exclusive, Shared};
use lockstep_scheduler::time::Instant;

use super::access::{Access, Mode};
use super::{MappedRwLockReadGuard, MappedRwLockWriteGuard, RwLock};
use crate::again::Again;
use crate::mapped::maps;
use crate::shows::shows;
use crate::unlocks::Unlocks;
use crate::until::until;

/// Access to what a [`RwLock`] holds beside other readers, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    of: &'a RwLock<T>,
    key: Shared<T>,
    /// Where it was acquired; it is released there, too, since drops have no place of their own.
    location: &'static Location<'static>,
}

/// Access to what a [`RwLock`] holds while nobody else has any, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    of: &'a RwLock<T>,
    key: Exclusive<T>,
    location: &'static Location<'static>,
}

/// Access to what a [`RwLock`] holds beside readers, until it is dropped, or nobody else reads and it is
/// upgraded. There is one at a time.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockUpgradableReadGuard<'a, T: ?Sized> {
    of: &'a RwLock<T>,
    key: Shared<T>,
    location: &'static Location<'static>,
}

/// What guards of one kind have in common, whether they have a reference to the lock or an `Arc`.
macro_rules! guard {
    ($guard:ident [$($life:lifetime)?], $of:ty, $key:ident, $read:ident, $mode:ident, $release:ident [$($arg:expr)?], $take:ident) => {
        impl<$($life,)? T: ?Sized> $guard<$($life,)? T> {
            pub(super) fn new(
                of: $of,
                key: $key<T>,
                location: &'static Location<'static>,
            ) -> Self {
                Self { of, key, location }
            }

            /// Lets the lock go: who is next is the strategy's choice all the same.
            pub fn unlock_fair(s: Self) {
                drop(s);
            }

            /// Lets the lock go for as long as `main` runs.
            #[track_caller]
            pub fn unlocked<R>(s: &mut Self, main: impl FnOnce() -> R) -> R {
                let location = Location::caller();
                s.of.$release($($arg,)? &mut s.key, location);
                let _again = Again(|| {
                    s.of.wait(Mode::$mode, location);
                    s.key = s.of.lock.$take();
                });
                main()
            }

            /// As [`unlocked`](Self::unlocked).
            #[track_caller]
            pub fn unlocked_fair<R>(s: &mut Self, main: impl FnOnce() -> R) -> R {
                Self::unlocked(s, main)
            }

            /// Lets the lock go, for others who wait for it, and acquires it again.
            #[track_caller]
            pub fn bump(s: &mut Self) {
                Self::unlocked(s, || ());
            }
        }

        impl<$($life,)? T: ?Sized> Deref for $guard<$($life,)? T> {
            type Target = T;

            fn deref(&self) -> &T {
                self.of.lock.$read(&self.key)
            }
        }

        impl<$($life,)? T: ?Sized> Drop for $guard<$($life,)? T> {
            fn drop(&mut self) {
                if !self.key.is_spent() {
                    self.of.$release($($arg,)? &mut self.key, self.location);
                }
            }
        }
    };
}

/// What a writer and a reader who may write do, whether they have a reference to the lock or an `Arc`.
macro_rules! changes_mode {
    ($read:ident, $write:ident, $upgradable:ident [$($life:lifetime)?]) => {
        impl<$($life,)? T: ?Sized> $write<$($life,)? T> {
            /// Goes on with reading: nobody writes in between.
            #[track_caller]
            pub fn downgrade(mut s: Self) -> $read<$($life,)? T> {
                let location = Location::caller();
                let (of, mut key) = (s.of.clone(), s.key.take());
                let change = || of.lock.downgrade(&mut key);
                let key = of.lessen(Mode::Write, Mode::Read, location, change);
                $read::new(of, key, location)
            }

            /// Goes on with reading, and perhaps writing later: nobody else writes in between.
            #[track_caller]
            pub fn downgrade_to_upgradable(mut s: Self) -> $upgradable<$($life,)? T> {
                let location = Location::caller();
                let (of, mut key) = (s.of.clone(), s.key.take());
                let change = || of.lock.downgrade(&mut key);
                let key = of.lessen(Mode::Write, Mode::Upgradable, location, change);
                $upgradable::new(of, key, location)
            }
        }

        impl<$($life,)? T: ?Sized> DerefMut for $write<$($life,)? T> {
            fn deref_mut(&mut self) -> &mut T {
                self.of.lock.get_mut(&mut self.key)
            }
        }

        impl<$($life,)? T: ?Sized> $upgradable<$($life,)? T> {
            /// Waits until nobody else reads, and goes on with writing: nobody else writes in between.
            ///
            /// # Panics
            ///
            /// If somebody reads after the end of an execution.
            #[track_caller]
            pub fn upgrade(s: Self) -> $write<$($life,)? T> {
                let location = Location::caller();
                s.of.wait(Mode::Upgrade, location);
                Self::become_writer(s, location)
            }

            /// Goes on with writing if nobody else reads.
            ///
            /// # Errors
            ///
            /// If somebody does: the guard.
            #[track_caller]
            pub fn try_upgrade(s: Self) -> Result<$write<$($life,)? T>, Self> {
                let location = Location::caller();
                if s.of.acquire_at_once(Mode::Upgrade, location) {
                    Ok(Self::become_writer(s, location))
                } else {
                    Err(s)
                }
            }

            /// As [`upgrade`](Self::upgrade), but waits no longer than `timeout`.
            ///
            /// # Errors
            ///
            /// If somebody reads for longer: the guard.
            #[track_caller]
            pub fn try_upgrade_for(s: Self, timeout: Duration) -> Result<$write<$($life,)? T>, Self> {
                let location = Location::caller();
                if s.of.acquire_within(Mode::Upgrade, Some(timeout), location) {
                    Ok(Self::become_writer(s, location))
                } else {
                    Err(s)
                }
            }

            /// As [`upgrade`](Self::upgrade), but does not wait after `deadline`.
            ///
            /// # Errors
            ///
            /// If somebody reads for longer: the guard.
            #[track_caller]
            pub fn try_upgrade_until(
                s: Self,
                deadline: Instant,
            ) -> Result<$write<$($life,)? T>, Self> {
                Self::try_upgrade_for(s, until(deadline))
            }

            /// Goes on with only reading.
            #[track_caller]
            pub fn downgrade(mut s: Self) -> $read<$($life,)? T> {
                let location = Location::caller();
                let (of, key) = (s.of.clone(), s.key.take());
                let key = of.lessen(Mode::Upgradable, Mode::Read, location, || key);
                $read::new(of, key, location)
            }

            /// Writes for as long as `main` runs, which is alone then.
            #[track_caller]
            pub fn with_upgraded<R>(s: &mut Self, main: impl FnOnce(&mut T) -> R) -> R {
                let location = Location::caller();
                s.of.wait(Mode::Upgrade, location);
                let mut key = s.of.lock.upgrade(&mut s.key);
                let mut writes = Writes { lock: &*s.of, key: &mut key, back: &mut s.key, location };
                main(&mut *writes)
            }

            fn become_writer(mut s: Self, location: &'static Location<'static>) -> $write<$($life,)? T> {
                let (of, mut key) = (s.of.clone(), s.key.take());
                let key = of.lock.upgrade(&mut key);
                $write::new(of, key, location)
            }
        }
    };
}

/// What one writes by who goes on with reading, even if a panic unwinds.
pub(super) struct Writes<'a, T: ?Sized> {
    pub(super) lock: &'a RwLock<T>,
    pub(super) key: &'a mut Exclusive<T>,
    pub(super) back: &'a mut Shared<T>,
    pub(super) location: &'static Location<'static>,
}

impl<T: ?Sized> Deref for Writes<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.lock.lock.get(self.key)
    }
}

impl<T: ?Sized> DerefMut for Writes<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.lock.lock.get_mut(self.key)
    }
}

impl<T: ?Sized> Drop for Writes<'_, T> {
    fn drop(&mut self) {
        let change = || self.lock.lock.downgrade(self.key);
        *self.back = (self.lock).lessen(Mode::Write, Mode::Upgradable, self.location, change);
    }
}

pub(super) use {changes_mode, guard};

guard!(RwLockReadGuard ['a], &'a RwLock<T>, Shared, read, Read, end_reading [Mode::Read], shared);
guard!(RwLockWriteGuard ['a], &'a RwLock<T>, Exclusive, get, Write, end_writing [], exclusive);
guard!(RwLockUpgradableReadGuard ['a], &'a RwLock<T>, Shared, read, Upgradable, end_reading [Mode::Upgradable], shared);
changes_mode!(RwLockReadGuard, RwLockWriteGuard, RwLockUpgradableReadGuard ['a]);
maps!(RwLockReadGuard => MappedRwLockReadGuard [], of, shared);
maps!(RwLockWriteGuard => MappedRwLockWriteGuard [mut], of, exclusive);
shows!(
    RwLockReadGuard<'_, T>,
    RwLockWriteGuard<'_, T>,
    RwLockUpgradableReadGuard<'_, T>
);

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    /// Returns the lock that it is of.
    pub fn rwlock(s: &Self) -> &'a RwLock<T> {
        s.of
    }

    /// Goes on with all of it as a part.
    fn whole(mut self) -> MappedRwLockReadGuard<'a, T> {
        let of = self.of;
        MappedRwLockReadGuard {
            value: of.lock.lend_shared(&mut self.key),
            unlocks: Unlocks {
                state: &of.access,
                kind: Kind::UnlockRead,
                let_go: |access| Access::release(access, Mode::Read),
                location: self.location,
            },
        }
    }
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Returns the lock that it is of.
    pub fn rwlock(s: &Self) -> &'a RwLock<T> {
        s.of
    }

    /// Goes on with all of it as a part.
    fn whole(mut self) -> MappedRwLockWriteGuard<'a, T> {
        let of = self.of;
        MappedRwLockWriteGuard {
            value: of.lock.lend(&mut self.key),
            unlocks: Unlocks {
                state: &of.access,
                kind: Kind::UnlockWrite,
                let_go: |access| Access::release(access, Mode::Write),
                location: self.location,
            },
        }
    }
}

impl<'a, T: ?Sized> RwLockUpgradableReadGuard<'a, T> {
    /// Returns the lock that it is of.
    pub fn rwlock(s: &Self) -> &'a RwLock<T> {
        s.of
    }
}
