mod access;
mod arc_guards;
mod guards;
mod mapped;

pub use arc_guards::{ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard};
pub use guards::{RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard};
pub use mapped::{MappedRwLockReadGuard, MappedRwLockWriteGuard};

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::gated::{Exclusive, Gated, Lock, Shared, SideBySide, Use};
use lockstep_scheduler::time::Instant;
use lockstep_scheduler::{Kind, ObjectKind};

use crate::lock::lock;
use crate::until::until;
use access::{Access, Asked, Mode, NEXT};

/// A lock for one writer or many readers, one of whom may become the writer. It is not poisoned by a
/// panic.
///
/// Once a writer waits for readers that are left, no others come in: a task that reads and waits to read
/// again may wait for ever, but by the methods that are called recursive. A writer that has to wait for
/// readers is two scheduling points.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::{RwLock, RwLockUpgradableReadGuard, RwLockWriteGuard};
///
/// let lock = RwLock::new(1);
/// let upgradable = lock.upgradable_read();
/// assert_eq!(*upgradable + *lock.read(), 2);
/// let mut writer = RwLockUpgradableReadGuard::upgrade(upgradable);
/// *writer += 1;
/// let reader = RwLockWriteGuard::downgrade(writer);
/// assert_eq!(*reader + *lock.read(), 4);
/// ```
pub struct RwLock<T: ?Sized> {
    access: Gated<Access>,
    lock: Lock<T, SideBySide>,
}

/// Makes a lock, for a `static`.
pub const fn const_rwlock<T>(value: T) -> RwLock<T> {
    RwLock::new(value)
}

impl<T> RwLock<T> {
    /// Makes a lock that holds `value`.
    pub const fn new(value: T) -> Self {
        Self {
            access: Gated::new(ObjectKind::RwLock, Access::NONE),
            lock: Lock::new(value),
        }
    }

    /// Returns what it holds.
    pub fn into_inner(self) -> T {
        self.lock.into_inner()
    }
}

macro_rules! acquire {
    ($(
        $of:literal, $mode:ident, $key:ident, $guard:ident, $arc_guard:ident:
        $wait:ident, $try:ident, $for:ident, $until:ident,
        $arc_wait:ident, $arc_try:ident, $arc_for:ident, $arc_until:ident;
    )*) => {
        $(
            #[doc = concat!("Waits until it can be acquired for ", $of, ", and acquires it.")]
            ///
            /// # Panics
            ///
            /// If it cannot after the end of an execution.
            #[track_caller]
            pub fn $wait(&self) -> $guard<'_, T> {
                let location = Location::caller();
                self.wait(Mode::$mode, location);
                $guard::new(self, self.lock.$key(), location)
            }

            #[doc = concat!("Acquires it for ", $of, " if it can at once.")]
            #[track_caller]
            pub fn $try(&self) -> Option<$guard<'_, T>> {
                let location = Location::caller();
                let is_mine = self.acquire_at_once(Mode::$mode, location);
                is_mine.then(|| $guard::new(self, self.lock.$key(), location))
            }

            #[doc = concat!("Acquires it for ", $of, ", but waits no longer than `timeout`.")]
            #[track_caller]
            pub fn $for(&self, timeout: Duration) -> Option<$guard<'_, T>> {
                let location = Location::caller();
                let is_mine = self.acquire_within(Mode::$mode, Some(timeout), location);
                is_mine.then(|| $guard::new(self, self.lock.$key(), location))
            }

            #[doc = concat!("Acquires it for ", $of, ", but does not wait after `deadline`.")]
            #[track_caller]
            pub fn $until(&self, deadline: Instant) -> Option<$guard<'_, T>> {
                let location = Location::caller();
                let is_mine = self.acquire_within(Mode::$mode, Some(until(deadline)), location);
                is_mine.then(|| $guard::new(self, self.lock.$key(), location))
            }

            #[doc = concat!("As [`", stringify!($wait), "`](Self::", stringify!($wait), "), for as long as one likes.")]
            ///
            /// # Panics
            ///
            /// If it cannot after the end of an execution.
            #[track_caller]
            pub fn $arc_wait(self: &Arc<Self>) -> $arc_guard<T> {
                let location = Location::caller();
                self.wait(Mode::$mode, location);
                $arc_guard::new(Arc::clone(self), self.lock.$key(), location)
            }

            #[doc = concat!("As [`", stringify!($try), "`](Self::", stringify!($try), "), for as long as one likes.")]
            #[track_caller]
            pub fn $arc_try(self: &Arc<Self>) -> Option<$arc_guard<T>> {
                let location = Location::caller();
                let is_mine = self.acquire_at_once(Mode::$mode, location);
                is_mine.then(|| $arc_guard::new(Arc::clone(self), self.lock.$key(), location))
            }

            #[doc = concat!("As [`", stringify!($for), "`](Self::", stringify!($for), "), for as long as one likes.")]
            #[track_caller]
            pub fn $arc_for(self: &Arc<Self>, timeout: Duration) -> Option<$arc_guard<T>> {
                let location = Location::caller();
                let is_mine = self.acquire_within(Mode::$mode, Some(timeout), location);
                is_mine.then(|| $arc_guard::new(Arc::clone(self), self.lock.$key(), location))
            }

            #[doc = concat!("As [`", stringify!($until), "`](Self::", stringify!($until), "), for as long as one likes.")]
            #[track_caller]
            pub fn $arc_until(self: &Arc<Self>, deadline: Instant) -> Option<$arc_guard<T>> {
                let location = Location::caller();
                let is_mine = self.acquire_within(Mode::$mode, Some(until(deadline)), location);
                is_mine.then(|| $arc_guard::new(Arc::clone(self), self.lock.$key(), location))
            }
        )*
    };
}

impl<T: ?Sized> RwLock<T> {
    acquire! {
        "reading", Read, shared, RwLockReadGuard, ArcRwLockReadGuard:
            read, try_read, try_read_for, try_read_until,
            read_arc, try_read_arc, try_read_arc_for, try_read_arc_until;
        "reading, though the same task may read already,", ReadAgain, shared, RwLockReadGuard, ArcRwLockReadGuard:
            read_recursive, try_read_recursive, try_read_recursive_for, try_read_recursive_until,
            read_arc_recursive, try_read_recursive_arc, try_read_arc_recursive_for,
            try_read_arc_recursive_until;
        "writing", Write, exclusive, RwLockWriteGuard, ArcRwLockWriteGuard:
            write, try_write, try_write_for, try_write_until,
            write_arc, try_write_arc, try_write_arc_for, try_write_arc_until;
        "reading, and perhaps for writing later,", Upgradable, shared, RwLockUpgradableReadGuard,
            ArcRwLockUpgradableReadGuard:
            upgradable_read, try_upgradable_read, try_upgradable_read_for, try_upgradable_read_until,
            upgradable_read_arc, try_upgradable_read_arc, try_upgradable_read_arc_for,
            try_upgradable_read_arc_until;
    }

    /// Returns true if somebody has access.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        let look = |access: &mut Use<'_, Access>| access.is_taken();
        self.access.perform(Kind::Look, Location::caller(), look)
    }

    /// Returns true if somebody writes.
    #[track_caller]
    pub fn is_locked_exclusive(&self) -> bool {
        let look = |access: &mut Use<'_, Access>| access.is_written();
        self.access.perform(Kind::Look, Location::caller(), look)
    }

    /// Returns what it holds, which nobody else can have.
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.value_mut()
    }

    fn wait(&self, mode: Mode, location: &'static Location<'static>) {
        let is_mine = self.acquire_within(mode, None, location);
        assert!(is_mine, "it is held after the end of the execution");
    }

    fn acquire_at_once(&self, mode: Mode, location: &'static Location<'static>) -> bool {
        let acquire = |access: &mut Use<'_, Access>| Access::acquire(access, mode);
        self.access.perform(mode.try_kind(), location, acquire)
    }

    fn acquire_within(
        &self,
        mode: Mode,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> bool {
        let deadline = within.and_then(|within| Instant::now().checked_add(within));
        let (kind, ask) = (mode.kind(), |access: &mut Use<'_, Access>| {
            Access::ask(access, mode)
        });
        let asked = match mode.side() {
            Some(side) => (self.access).perform_within(kind, side, within, location, ask),
            None => self.access.perform(kind, location, ask),
        };
        if asked != Asked::Next {
            return asked == Asked::Granted;
        }
        let follow = |access: &mut Use<'_, Access>| Access::follow_or_give_up(access, mode);
        (self.access).perform_within(kind, NEXT, deadline.map(until), location, follow)
    }

    fn end_reading(&self, mode: Mode, key: &mut Shared<T>, location: &'static Location<'static>) {
        self.access.perform(mode.end_kind(), location, |access| {
            self.lock.give_back_shared(key);
            Access::release(access, mode);
        });
    }

    fn end_writing(&self, key: &mut Exclusive<T>, location: &'static Location<'static>) {
        self.access.perform(Kind::UnlockWrite, location, |access| {
            self.lock.give_back(key);
            Access::release(access, Mode::Write);
        });
    }

    /// Goes on in a lesser mode than before.
    fn lessen(
        &self,
        before: Mode,
        after: Mode,
        location: &'static Location<'static>,
        change: impl FnOnce() -> Shared<T>,
    ) -> Shared<T> {
        self.access.perform(Kind::Downgrade, location, |access| {
            Access::release(access, before);
            Access::acquire(access, after);
            change()
        })
    }
}

lock!(RwLock, try_read);
