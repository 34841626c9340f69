use std::sync::PoisonError;

use super::{Condvar, Mutex};

/// Loom's `Notify`: one thread waits until it is notified.
///
/// # Examples
///
/// ```
/// use lockstep_loom::sync::Notify;
///
/// let notify = Notify::new();
/// notify.notify();
/// notify.wait();
/// ```
#[derive(Debug, Default)]
pub struct Notify {
    is_notified: Mutex<bool>,
    changed: Condvar,
}

impl Notify {
    /// Makes one that was not notified.
    pub const fn new() -> Self {
        Self {
            is_notified: Mutex::new(false),
            changed: Condvar::new(),
        }
    }

    /// Lets whoever waits go on, or whoever waits next.
    #[track_caller]
    pub fn notify(&self) {
        *(self.is_notified.lock()).unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }

    /// Waits until it is notified; it never returns for another reason.
    #[track_caller]
    pub fn wait(&self) {
        let mut is_notified = (self.is_notified.lock()).unwrap_or_else(PoisonError::into_inner);
        while !*is_notified {
            is_notified = (self.changed.wait(is_notified)).unwrap_or_else(PoisonError::into_inner);
        }
        *is_notified = false;
    }
}
