use std::sync::PoisonError;
use std::task::Waker;

use crate::sync::{Mutex, MutexGuard};

/// Loom's `AtomicWaker`: the waker of the one task that waits.
///
/// # Examples
///
/// ```
/// use std::task::Waker;
///
/// use lockstep_loom::future::AtomicWaker;
///
/// let waker = AtomicWaker::new();
/// waker.register_by_ref(Waker::noop());
/// assert!(waker.take_waker().is_some());
/// ```
#[derive(Debug, Default)]
pub struct AtomicWaker(Mutex<Option<Waker>>);

impl AtomicWaker {
    /// Makes one without a waker.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Keeps a waker, instead of the one before.
    #[track_caller]
    pub fn register(&self, waker: Waker) {
        *self.held() = Some(waker);
    }

    /// Keeps a waker, instead of the one before.
    #[track_caller]
    pub fn register_by_ref(&self, waker: &Waker) {
        self.register(waker.clone());
    }

    /// Wakes the task, if there is one.
    #[track_caller]
    pub fn wake(&self) {
        if let Some(waker) = self.take_waker() {
            waker.wake();
        }
    }

    /// Takes the waker out, if there is one.
    #[track_caller]
    pub fn take_waker(&self) -> Option<Waker> {
        self.held().take()
    }

    #[track_caller]
    fn held(&self) -> MutexGuard<'_, Option<Waker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
