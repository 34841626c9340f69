use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Bell, Exclusive, Rung, Use};

use super::{Held, MappedMutexGuard, Mutex, holds_key};
use crate::again::Again;
use crate::mapped::maps;
use crate::shows::shows;
use crate::unlocks::Unlocks;

/// Access to what a [`Mutex`] holds, until it is dropped.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::{Mutex, MutexGuard};
///
/// let mutex = Mutex::new((1, 2));
/// let mut guard = mutex.lock();
/// MutexGuard::unlocked(&mut guard, || mutex.lock().0 += 1);
/// let second = MutexGuard::map(guard, |pair| &mut pair.1);
/// assert_eq!(*second, 2);
/// drop(second);
/// assert_eq!(*mutex.lock(), (2, 2));
/// ```
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    key: Exclusive<T>,
    /// Where it was acquired; it is released there, too, since drops have no place of their own.
    location: &'static Location<'static>,
}

holds_key!(MutexGuard<'_, T>);
maps!(MutexGuard => MappedMutexGuard [mut], mutex, exclusive);
shows!(MutexGuard<'_, T>);

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    pub(super) fn new(
        mutex: &'a Mutex<T>,
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
    pub fn mutex(s: &Self) -> &'a Mutex<T> {
        s.mutex
    }

    /// Keeps the mutex for ever.
    pub fn leak(s: Self) -> &'a mut T {
        let whole = s.whole();
        whole.unlocks.never();
        whole.value.leak()
    }

    /// Goes on with all of it as a part.
    fn whole(mut self) -> MappedMutexGuard<'a, T> {
        let mutex = self.mutex;
        MappedMutexGuard {
            value: mutex.lock.lend(&mut self.key),
            unlocks: Unlocks {
                state: &mutex.held,
                kind: Kind::Unlock,
                let_go: Held::let_go,
                location: self.location,
            },
        }
    }

    /// Lets the mutex go while it waits at a bell, and acquires it again.
    pub(crate) fn wait_at(
        &mut self,
        bell: &Bell,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Rung {
        let (mutex, key) = (self.mutex, &mut self.key);
        let let_go = |held: &mut Use<'_, Held>| {
            mutex.lock.give_back(key);
            Held::let_go(held);
        };
        let rung = bell.wait(&mutex.held, let_go, within, location);
        self.key = mutex.lock_at(location);
        rung
    }
}
