use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::gated::{Exclusive, Shared};
use lockstep_scheduler::time::Instant;

use super::RwLock;
use super::access::Mode;
use super::guards::{Writes, changes_mode, guard};
use crate::again::Again;
use crate::shows::shows;
use crate::until::until;

/// As [`RwLockReadGuard`](super::RwLockReadGuard), for as long as one likes.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::{ArcRwLockWriteGuard, RwLock};
/// use std::sync::Arc;
///
/// let lock = Arc::new(RwLock::new(1));
/// let mut writer = lock.write_arc();
/// *writer += 1;
/// let reader = ArcRwLockWriteGuard::downgrade(writer);
/// assert_eq!(*reader + *lock.read_arc(), 4);
/// ```
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct ArcRwLockReadGuard<T: ?Sized> {
    of: Arc<RwLock<T>>,
    key: Shared<T>,
    /// Where it was acquired, and is released.
    location: &'static Location<'static>,
}

/// As [`RwLockWriteGuard`](super::RwLockWriteGuard), for as long as one likes.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct ArcRwLockWriteGuard<T: ?Sized> {
    of: Arc<RwLock<T>>,
    key: Exclusive<T>,
    location: &'static Location<'static>,
}

/// As [`RwLockUpgradableReadGuard`](super::RwLockUpgradableReadGuard), for as long as one likes.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct ArcRwLockUpgradableReadGuard<T: ?Sized> {
    of: Arc<RwLock<T>>,
    key: Shared<T>,
    location: &'static Location<'static>,
}

macro_rules! rwlock {
    ($($guard:ident)*) => {
        $(impl<T: ?Sized> $guard<T> {
            /// Returns the lock that it is of.
            pub fn rwlock(s: &Self) -> &Arc<RwLock<T>> {
                &s.of
            }
        })*
    };
}

rwlock!(ArcRwLockReadGuard ArcRwLockWriteGuard ArcRwLockUpgradableReadGuard);

guard!(ArcRwLockReadGuard [], Arc<RwLock<T>>, Shared, read, Read, end_reading [Mode::Read], shared);
guard!(ArcRwLockWriteGuard [], Arc<RwLock<T>>, Exclusive, get, Write, end_writing [], exclusive);
guard!(ArcRwLockUpgradableReadGuard [], Arc<RwLock<T>>, Shared, read, Upgradable, end_reading [Mode::Upgradable], shared);
changes_mode!(ArcRwLockReadGuard, ArcRwLockWriteGuard, ArcRwLockUpgradableReadGuard []);
shows!(
    ArcRwLockReadGuard<T>,
    ArcRwLockWriteGuard<T>,
    ArcRwLockUpgradableReadGuard<T>
);
