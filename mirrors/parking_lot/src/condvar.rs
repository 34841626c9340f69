use std::fmt;
use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::gated::{Bell, Rung};
use lockstep_scheduler::time::Instant;

use crate::MutexGuard;
use crate::until::until;

/// Where one waits, with a mutex, until somebody notifies.
///
/// Nobody is woken without a reason, and a timeout ends only when nobody can go on any more, unless
/// [`early_timers`](lockstep_scheduler::Runner::early_timers) are asked for.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::{Condvar, Mutex};
/// use lockstep_scheduler::time::Duration;
///
/// let (mutex, changed) = (Mutex::new(1), Condvar::new());
/// let mut guard = mutex.lock();
/// assert!(changed.wait_for(&mut guard, Duration::from_millis(1)).timed_out());
/// assert_eq!((*guard, changed.notify_one(), changed.notify_all()), (1, false, 0));
/// ```
#[derive(Default)]
pub struct Condvar(Bell);

/// Whether a wait ended because its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Returns true if the time was over before anybody notified.
    #[must_use]
    pub fn timed_out(self) -> bool {
        self.0
    }
}

impl Condvar {
    /// Makes a condition variable at which nobody waits.
    pub const fn new() -> Self {
        Self(Bell::new())
    }

    /// Wakes one of those who wait; returns true if there was one.
    #[track_caller]
    pub fn notify_one(&self) -> bool {
        self.0.ring_one(Location::caller())
    }

    /// Wakes all who wait, and returns how many that were.
    #[track_caller]
    pub fn notify_all(&self) -> usize {
        self.0.ring_all(Location::caller())
    }

    /// Lets the mutex go, waits until somebody notifies, and acquires it again.
    #[track_caller]
    pub fn wait<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>) {
        guard.wait_at(&self.0, None, Location::caller());
    }

    /// As [`wait`](Self::wait), but no longer than `timeout`.
    #[track_caller]
    pub fn wait_for<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        timeout: Duration,
    ) -> WaitTimeoutResult {
        let rung = guard.wait_at(&self.0, Some(timeout), Location::caller());
        WaitTimeoutResult(rung == Rung::TooLate)
    }

    /// As [`wait`](Self::wait), but not after `deadline`.
    #[track_caller]
    pub fn wait_until<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        deadline: Instant,
    ) -> WaitTimeoutResult {
        self.wait_for(guard, until(deadline))
    }

    /// Waits as long as `condition` says so.
    #[track_caller]
    pub fn wait_while<T: ?Sized, F: FnMut(&mut T) -> bool>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        mut condition: F,
    ) {
        while condition(&mut **guard) {
            self.wait(guard);
        }
    }

    /// As [`wait_while`](Self::wait_while), but no longer than `timeout` in all.
    #[track_caller]
    pub fn wait_while_for<T: ?Sized, F: FnMut(&mut T) -> bool>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        condition: F,
        timeout: Duration,
    ) -> WaitTimeoutResult {
        let deadline = Instant::now().checked_add(timeout);
        self.wait_while_to(guard, condition, deadline)
    }

    /// As [`wait_while`](Self::wait_while), but not after `deadline`.
    #[track_caller]
    pub fn wait_while_until<T: ?Sized, F: FnMut(&mut T) -> bool>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        condition: F,
        deadline: Instant,
    ) -> WaitTimeoutResult {
        self.wait_while_to(guard, condition, Some(deadline))
    }

    #[track_caller]
    fn wait_while_to<T: ?Sized, F: FnMut(&mut T) -> bool>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        mut condition: F,
        deadline: Option<Instant>,
    ) -> WaitTimeoutResult {
        let mut is_over = false;
        while !is_over && condition(&mut **guard) {
            let left = deadline.map(until);
            let rung = guard.wait_at(&self.0, left, Location::caller());
            is_over = rung == Rung::TooLate;
        }
        WaitTimeoutResult(is_over)
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Condvar { .. }")
    }
}
