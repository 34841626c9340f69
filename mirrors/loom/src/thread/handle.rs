use std::sync::Arc;

use lockstep_scheduler::thread as inner;

use super::ThreadId;
use crate::causality::{Released, own_token};

/// [`std::thread::Thread`].
#[derive(Clone, Debug)]
pub struct Thread {
    inner: inner::Thread,
    /// What those who unpark it tell it.
    token: Arc<Released>,
}

/// Returns the thread that calls it.
///
/// # Examples
///
/// ```
/// use lockstep_loom::thread;
///
/// thread::current().unpark();
/// thread::park();
/// ```
pub fn current() -> Thread {
    Thread {
        inner: inner::current(),
        token: own_token(),
    }
}

/// Waits until somebody has called [`Thread::unpark`] since this last returned; in an execution it never
/// returns for another reason.
#[track_caller]
pub fn park() {
    inner::park();
    own_token().acquire();
}

impl Thread {
    pub(super) fn new(inner: inner::Thread, token: Arc<Released>) -> Self {
        Self { inner, token }
    }

    /// Returns what tells it from others.
    pub fn id(&self) -> ThreadId {
        self.inner.id()
    }

    /// Returns its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.inner.name()
    }

    /// Lets it go on when it parks next, or where it is parked.
    ///
    /// # Panics
    ///
    /// If it is a task of another execution.
    #[track_caller]
    pub fn unpark(&self) {
        self.inner.unpark();
        // Not before: until then another may unpark it, who has not heard of this.
        self.token.release();
    }
}
