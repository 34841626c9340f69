use std::fmt;
use std::panic::Location;
use std::sync::LockResult;
use std::time::Duration;

use super::{Mutex, MutexGuard};
use crate::signal::Signal;
use crate::world::with;

/// [`std::sync::Condvar`], whose every use is a scheduling point in a controlled execution.
///
/// Who is woken by [`notify_one`](Self::notify_one) is the strategy's choice among those who wait at
/// that time. Nobody is woken without a reason, and a timeout ends only when nobody can go on any more,
/// unless [`early_timers`](crate::Runner::early_timers) are asked for.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::{Arc, Condvar, Mutex};
/// use lockstep_scheduler::thread;
///
/// let shared = Arc::new((Mutex::new(false), Condvar::new()));
/// let other = Arc::clone(&shared);
/// let setter = thread::spawn(move || {
///     *other.0.lock().unwrap() = true;
///     other.1.notify_one();
/// });
/// let (is_set, changed) = &*shared;
/// let guard = changed.wait_while(is_set.lock().unwrap(), |is_set| !*is_set).unwrap();
/// assert!(*guard);
/// # drop(guard);
/// setter.join().unwrap();
/// ```
#[derive(Default)]
pub struct Condvar {
    signal: Signal,
    inner: std::sync::Condvar,
}

/// Whether a wait ended because its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Returns true if the time was over before anybody notified.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// Makes a condition variable at which nobody waits.
    pub const fn new() -> Self {
        Self {
            signal: Signal::new(),
            inner: std::sync::Condvar::new(),
        }
    }

    /// Lets the mutex go, waits until somebody notifies, and acquires it again.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned once it is acquired again.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let location = Location::caller();
        match self.leave(guard, location) {
            Ok(mutex) => {
                self.signal.wake(None, location);
                mutex.lock_at(location)
            }
            Err(guard) => guard.outside(|inner| self.inner.wait(inner)),
        }
    }

    /// Waits as long as `condition` says so.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned once it is acquired again.
    #[track_caller]
    pub fn wait_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// As [`wait`](Self::wait), but no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned once it is acquired again.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let location = Location::caller();
        let (locked, has_timed_out) = match self.leave(guard, location) {
            Ok(mutex) => {
                let has_timed_out = self.signal.wake(Some(timeout), location) == Some(true);
                (mutex.lock_at(location), has_timed_out)
            }
            Err(guard) => {
                let mut has_timed_out = false;
                let locked = guard.outside(|inner| {
                    let (inner, result) = match self.inner.wait_timeout(inner, timeout) {
                        Ok(waited) => (Ok(waited.0), waited.1),
                        Err(poisoned) => {
                            let waited = poisoned.into_inner();
                            (Err(std::sync::PoisonError::new(waited.0)), waited.1)
                        }
                    };
                    has_timed_out = result.timed_out();
                    inner
                });
                (locked, has_timed_out)
            }
        };
        let result = WaitTimeoutResult(has_timed_out);
        match locked {
            Ok(guard) => Ok((guard, result)),
            Err(poisoned) => {
                let guard = poisoned.into_inner();
                Err(std::sync::PoisonError::new((guard, result)))
            }
        }
    }

    /// As [`wait_while`](Self::wait_while), but no longer than `timeout` in all.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned once it is acquired again.
    #[track_caller]
    pub fn wait_timeout_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let start = crate::time::Instant::now();
        loop {
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let Some(left) = timeout.checked_sub(start.elapsed()) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            if left.is_zero() {
                return Ok((guard, WaitTimeoutResult(true)));
            }
            guard = self.wait_timeout(guard, left)?.0;
        }
    }

    /// Wakes one of those who wait, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        if self.signal.notify_one(Location::caller()).is_none() {
            self.inner.notify_one();
        }
    }

    /// Wakes all who wait.
    #[track_caller]
    pub fn notify_all(&self) {
        if self.signal.notify_all(Location::caller()).is_none() {
            self.inner.notify_all();
        }
    }

    /// Lets the mutex go in a controlled execution, and returns it; else gives the guard back.
    fn leave<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        location: &'static Location<'static>,
    ) -> Result<&'a Mutex<T>, MutexGuard<'a, T>> {
        with(|world| guard.name(world));
        let left = self.signal.leave(location, |world| guard.let_go(world));
        if left.is_none() {
            return Err(guard);
        }
        Ok(guard.into_mutex())
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}
