mod arc_guard;
mod guard;
mod mapped;

pub use arc_guard::ArcMutexGuard;
pub use guard::MutexGuard;
pub use mapped::MappedMutexGuard;

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::gated::{Exclusive, Gated, Gates, Lock, OneByOne, Side, Use};
use lockstep_scheduler::time::Instant;
use lockstep_scheduler::{Kind, ObjectKind};

use crate::lock::lock;
use crate::until::until;

/// A lock that one holds at a time. It is not poisoned by a panic.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::Mutex;
///
/// let mutex = Mutex::new(1);
/// {
///     let mut guard = mutex.lock();
///     *guard += 1;
///     assert!(mutex.try_lock().is_none());
/// }
/// assert_eq!(mutex.into_inner(), 2);
/// ```
pub struct Mutex<T: ?Sized> {
    held: Gated<Held>,
    lock: Lock<T, OneByOne>,
}

/// Whether somebody holds a mutex.
pub(crate) struct Held {
    is_held: bool,
}

impl Gates for Held {
    fn is_open(&self, _: Side) -> bool {
        !self.is_held
    }

    fn holders(&self) -> usize {
        usize::from(self.is_held)
    }
}

impl Held {
    /// Acquires it, unless somebody else holds it.
    fn acquire(held: &mut Use<'_, Self>) -> bool {
        let is_free = !held.is_held;
        if is_free {
            held.is_held = true;
        }
        is_free
    }

    fn let_go(held: &mut Use<'_, Self>) {
        held.is_held = false;
    }
}

/// Makes a mutex, for a `static`.
pub const fn const_mutex<T>(value: T) -> Mutex<T> {
    Mutex::new(value)
}

impl<T> Mutex<T> {
    /// Makes a mutex that holds `value`.
    pub const fn new(value: T) -> Self {
        Self {
            held: Gated::new(ObjectKind::Mutex, Held { is_held: false }),
            lock: Lock::new(value),
        }
    }

    /// Returns what it holds.
    pub fn into_inner(self) -> T {
        self.lock.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody else holds it, and acquires it.
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        let location = Location::caller();
        MutexGuard::new(self, self.lock_at(location), location)
    }

    /// Acquires it if nobody else holds it.
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        let location = Location::caller();
        let key = self.try_lock_at(location)?;
        Some(MutexGuard::new(self, key, location))
    }

    /// Acquires it once nobody else holds it, but waits no longer than `timeout`.
    #[track_caller]
    pub fn try_lock_for(&self, timeout: Duration) -> Option<MutexGuard<'_, T>> {
        let location = Location::caller();
        let key = self.lock_within(Some(timeout), location)?;
        Some(MutexGuard::new(self, key, location))
    }

    /// Acquires it once nobody else holds it, but does not wait after `deadline`.
    #[track_caller]
    pub fn try_lock_until(&self, deadline: Instant) -> Option<MutexGuard<'_, T>> {
        let location = Location::caller();
        let key = self.lock_within(Some(until(deadline)), location)?;
        Some(MutexGuard::new(self, key, location))
    }

    /// As [`lock`](Self::lock), for as long as one likes.
    #[track_caller]
    pub fn lock_arc(self: &Arc<Self>) -> ArcMutexGuard<T> {
        let location = Location::caller();
        ArcMutexGuard::new(Arc::clone(self), self.lock_at(location), location)
    }

    /// As [`try_lock`](Self::try_lock), for as long as one likes.
    #[track_caller]
    pub fn try_lock_arc(self: &Arc<Self>) -> Option<ArcMutexGuard<T>> {
        let location = Location::caller();
        let key = self.try_lock_at(location)?;
        Some(ArcMutexGuard::new(Arc::clone(self), key, location))
    }

    /// As [`try_lock_for`](Self::try_lock_for), for as long as one likes.
    #[track_caller]
    pub fn try_lock_arc_for(self: &Arc<Self>, timeout: Duration) -> Option<ArcMutexGuard<T>> {
        let location = Location::caller();
        let key = self.lock_within(Some(timeout), location)?;
        Some(ArcMutexGuard::new(Arc::clone(self), key, location))
    }

    /// As [`try_lock_until`](Self::try_lock_until), for as long as one likes.
    #[track_caller]
    pub fn try_lock_arc_until(self: &Arc<Self>, deadline: Instant) -> Option<ArcMutexGuard<T>> {
        let location = Location::caller();
        let key = self.lock_within(Some(until(deadline)), location)?;
        Some(ArcMutexGuard::new(Arc::clone(self), key, location))
    }

    /// Returns true if somebody holds it.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        let look = |held: &mut Use<'_, Held>| held.is_held;
        self.held.perform(Kind::Look, Location::caller(), look)
    }

    /// Returns what it holds, which nobody else can hold.
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.value_mut()
    }

    fn lock_at(&self, location: &'static Location<'static>) -> Exclusive<T> {
        let key = self.lock_within(None, location);
        key.unwrap_or_else(|| panic!("it is held after the end of the execution"))
    }

    fn try_lock_at(&self, location: &'static Location<'static>) -> Option<Exclusive<T>> {
        let is_mine = self.held.perform(Kind::TryLock, location, Held::acquire);
        is_mine.then(|| self.lock.exclusive())
    }

    fn lock_within(
        &self,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Option<Exclusive<T>> {
        let (kind, side) = (Kind::Lock, Side::Front);
        let is_mine = (self.held).perform_within(kind, side, within, location, Held::acquire);
        is_mine.then(|| self.lock.exclusive())
    }

    fn unlock(&self, key: &mut Exclusive<T>, location: &'static Location<'static>) {
        self.held.perform(Kind::Unlock, location, |held| {
            self.lock.give_back(key);
            Held::let_go(held);
        });
    }
}

lock!(Mutex, try_lock);

/// What guards that hold a key alone have in common.
macro_rules! holds_key {
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
                if !self.key.is_spent() {
                    self.mutex.unlock(&mut self.key, self.location);
                }
            }
        }

        impl<T: ?Sized> $guard {
            /// Lets the mutex go: who is next is the strategy's choice all the same.
            pub fn unlock_fair(s: Self) {
                drop(s);
            }

            /// Lets the mutex go for as long as `main` runs.
            #[track_caller]
            pub fn unlocked<R>(s: &mut Self, main: impl FnOnce() -> R) -> R {
                let location = Location::caller();
                s.mutex.unlock(&mut s.key, location);
                let _again = Again(|| s.key = s.mutex.lock_at(location));
                main()
            }

            /// As [`unlocked`](Self::unlocked).
            #[track_caller]
            pub fn unlocked_fair<R>(s: &mut Self, main: impl FnOnce() -> R) -> R {
                Self::unlocked(s, main)
            }

            /// Lets the mutex go, for others who wait for it, and acquires it again.
            #[track_caller]
            pub fn bump(s: &mut Self) {
                Self::unlocked(s, || ());
            }
        }
    };
}

use holds_key;
