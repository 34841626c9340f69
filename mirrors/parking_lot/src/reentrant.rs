use std::ops::Deref;
use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::gated::{Gated, Gates, Inside, Reentrant, Side, Use};
use lockstep_scheduler::thread::{self, ThreadId};
use lockstep_scheduler::time::Instant;
use lockstep_scheduler::{Kind, ObjectKind};

use crate::again::Again;
use crate::lock::lock;
use crate::mapped::mapped;
use crate::shows::shows;
use crate::unlocks::Unlocks;
use crate::until::until;

/// A lock that one thread or task holds at a time, as often as it likes.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::ReentrantMutex;
/// use std::cell::Cell;
///
/// let mutex = ReentrantMutex::new(Cell::new(1));
/// let (one, other) = (mutex.lock(), mutex.lock());
/// one.set(2);
/// assert_eq!(other.get(), 2);
/// ```
pub struct ReentrantMutex<T: ?Sized> {
    held: Gated<Held>,
    value: Reentrant<T>,
}

/// Access to what a [`ReentrantMutex`] holds, until it is dropped.
#[must_use = "if unused the ReentrantMutex will immediately unlock"]
pub struct ReentrantMutexGuard<'a, T: ?Sized> {
    mutex: &'a ReentrantMutex<T>,
    /// All of it; nothing while it is let go.
    whole: Option<MappedReentrantMutexGuard<'a, T>>,
}

/// Access to a part of what a [`ReentrantMutex`] holds, until it is dropped.
#[must_use = "if unused the ReentrantMutex will immediately unlock"]
pub struct MappedReentrantMutexGuard<'a, T: ?Sized> {
    // invariant: dropped in this order
    value: Inside<'a, T>,
    unlocks: Unlocks<'a, Held>,
}

/// Who holds it, and how often.
struct Held {
    owner: Option<ThreadId>,
    count: usize,
}

impl Gates for Held {
    fn is_open(&self, _: Side) -> bool {
        self.owner.is_none()
    }

    fn holders(&self) -> usize {
        usize::from(self.owner.is_some())
    }
}

impl Held {
    fn acquire(held: &mut Use<'_, Self>, this: ThreadId) -> bool {
        let is_free = held.owner.is_none_or(|owner| owner == this);
        if is_free {
            held.owner = Some(this);
            held.count += 1;
        }
        is_free
    }

    fn let_go(held: &mut Use<'_, Self>) {
        held.count -= 1;
        if held.count == 0 {
            held.owner = None;
        }
    }
}

/// Makes a reentrant mutex, for a `static`.
pub const fn const_reentrant_mutex<T>(value: T) -> ReentrantMutex<T> {
    ReentrantMutex::new(value)
}

impl<T> ReentrantMutex<T> {
    /// Makes a mutex that holds `value`.
    pub const fn new(value: T) -> Self {
        let held = Held {
            owner: None,
            count: 0,
        };
        Self {
            held: Gated::new(ObjectKind::Mutex, held),
            value: Reentrant::new(value),
        }
    }

    /// Returns what it holds.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> ReentrantMutex<T> {
    /// Waits until no other thread or task holds it, and acquires it.
    ///
    /// # Panics
    ///
    /// If it is held after the end of an execution.
    #[track_caller]
    pub fn lock(&self) -> ReentrantMutexGuard<'_, T> {
        let guard = self.lock_within(None, Location::caller());
        guard.expect("it is held after the end of the execution")
    }

    /// Acquires it if no other thread or task holds it.
    #[track_caller]
    pub fn try_lock(&self) -> Option<ReentrantMutexGuard<'_, T>> {
        let (this, location) = (thread::current().id(), Location::caller());
        let acquire = |held: &mut Use<'_, Held>| Held::acquire(held, this);
        let is_mine = self.held.perform(Kind::TryLock, location, acquire);
        self.guard(is_mine, location)
    }

    /// Acquires it once no other thread or task holds it, but waits no longer than `timeout`.
    #[track_caller]
    pub fn try_lock_for(&self, timeout: Duration) -> Option<ReentrantMutexGuard<'_, T>> {
        self.lock_within(Some(timeout), Location::caller())
    }

    /// Acquires it once no other thread or task holds it, but does not wait after `deadline`.
    #[track_caller]
    pub fn try_lock_until(&self, deadline: Instant) -> Option<ReentrantMutexGuard<'_, T>> {
        self.lock_within(Some(until(deadline)), Location::caller())
    }

    /// Returns true if somebody holds it.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        let look = |held: &mut Use<'_, Held>| held.owner.is_some();
        self.held.perform(Kind::Look, Location::caller(), look)
    }

    /// Returns true if the thread or task holds it that asks.
    pub fn is_owned_by_current_thread(&self) -> bool {
        self.is_owned_by(thread::current().id())
    }

    /// Returns what it holds, which nobody else can hold.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.value_mut()
    }

    /// It is no step: nobody else can make it so, or make it not so.
    #[track_caller]
    fn is_owned_by(&self, this: ThreadId) -> bool {
        let look = |held: &mut Use<'_, Held>| held.owner == Some(this);
        self.held.amend(Location::caller(), look)
    }

    fn lock_within(
        &self,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Option<ReentrantMutexGuard<'_, T>> {
        let this = thread::current().id();
        let acquire = |held: &mut Use<'_, Held>| Held::acquire(held, this);
        let is_mine = if self.is_owned_by(this) {
            self.held.perform(Kind::Lock, location, acquire)
        } else {
            (self.held).perform_within(Kind::Lock, Side::Front, within, location, acquire)
        };
        self.guard(is_mine, location)
    }

    fn guard(
        &self,
        is_mine: bool,
        location: &'static Location<'static>,
    ) -> Option<ReentrantMutexGuard<'_, T>> {
        let whole = is_mine.then(|| MappedReentrantMutexGuard {
            value: self.value.enter(),
            unlocks: Unlocks {
                state: &self.held,
                kind: Kind::Unlock,
                let_go: Held::let_go,
                location,
            },
        })?;
        Some(ReentrantMutexGuard {
            mutex: self,
            whole: Some(whole),
        })
    }
}

impl<'a, T: ?Sized> ReentrantMutexGuard<'a, T> {
    /// Returns the mutex that it is of.
    pub fn remutex(s: &Self) -> &'a ReentrantMutex<T> {
        s.mutex
    }

    /// Goes on with a part of what the mutex holds.
    pub fn map<U: ?Sized>(
        s: Self,
        part: impl FnOnce(&T) -> &U,
    ) -> MappedReentrantMutexGuard<'a, U> {
        MappedReentrantMutexGuard::map(held(s.whole), part)
    }

    /// Goes on with a part of what the mutex holds, if there is one.
    ///
    /// # Errors
    ///
    /// If there is none: the guard.
    pub fn try_map<U: ?Sized>(
        s: Self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<MappedReentrantMutexGuard<'a, U>, Self> {
        let mutex = s.mutex;
        MappedReentrantMutexGuard::try_map(held(s.whole), part).map_err(|whole| Self {
            mutex,
            whole: Some(whole),
        })
    }

    /// Lets the mutex go for as long as `main` runs, as often as this guard holds it: once.
    ///
    /// # Panics
    ///
    /// If it is held after the end of an execution.
    #[track_caller]
    pub fn unlocked<R>(s: &mut Self, main: impl FnOnce() -> R) -> R {
        let location = Location::caller();
        let mut whole = held(s.whole.take());
        whole.unlocks.location = location;
        drop(whole);
        let _again = Again(|| {
            let again = s.mutex.lock_within(None, location);
            let again = again.expect("it is held after the end of the execution");
            s.whole = again.whole;
        });
        main()
    }

    /// Lets the mutex go, for others who wait for it, and acquires it again.
    #[track_caller]
    pub fn bump(s: &mut Self) {
        Self::unlocked(s, || ());
    }

    /// Lets the mutex go: who is next is the strategy's choice all the same.
    pub fn unlock_fair(s: Self) {
        drop(s);
    }
}

fn held<G>(whole: Option<G>) -> G {
    whole.expect("it is let go only while that is borrowed")
}

impl<T: ?Sized> Deref for ReentrantMutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        let whole: &MappedReentrantMutexGuard<_> = held(self.whole.as_ref());
        whole
    }
}

mapped!(MappedReentrantMutexGuard []);
shows!(ReentrantMutexGuard<'_, T>, MappedReentrantMutexGuard<'_, T>);

lock!(ReentrantMutex, try_lock);
