use std::sync::{LockResult, PoisonError};
use std::time::Duration;

use lockstep_scheduler::sync as inner;

use super::MutexGuard;

pub use lockstep_scheduler::sync::WaitTimeoutResult;

/// [`std::sync::Condvar`].
#[derive(Debug, Default)]
pub struct Condvar(inner::Condvar);

impl Condvar {
    /// Makes a condition variable at which nobody waits.
    pub const fn new() -> Self {
        Self(inner::Condvar::new())
    }

    /// Lets the mutex go, waits until somebody notifies, and acquires it again.
    ///
    /// # Errors
    ///
    /// If the mutex is poisoned once it is acquired again.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let (guard, is_poisoned) = guard.waiting(|inner| match self.0.wait(inner) {
            Ok(inner) => (inner, false),
            Err(poisoned) => (poisoned.into_inner(), true),
        });
        if is_poisoned {
            return Err(PoisonError::new(guard));
        }
        Ok(guard)
    }

    /// As [`wait`](Self::wait), but no longer than `timeout`, in virtual time.
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
        let wait = |inner| match self.0.wait_timeout(inner, timeout) {
            Ok((inner, result)) => (inner, (result, false)),
            Err(poisoned) => {
                let (inner, result) = poisoned.into_inner();
                (inner, (result, true))
            }
        };
        let (guard, (result, is_poisoned)) = guard.waiting(wait);
        if is_poisoned {
            return Err(PoisonError::new((guard, result)));
        }
        Ok((guard, result))
    }

    /// Wakes one of those who wait, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Wakes all who wait.
    #[track_caller]
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}
