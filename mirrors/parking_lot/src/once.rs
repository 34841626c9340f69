use std::fmt;

use lockstep_scheduler::sync::Once as Inner;

/// Something that is done once.
///
/// One that several executions use, such as a `static`, begins each of them as it was before.
///
/// # Examples
///
/// ```
/// use lockstep_parking_lot::{Once, OnceState};
///
/// let once = Once::new();
/// let mut calls = 0;
/// once.call_once(|| calls += 1);
/// once.call_once(|| calls += 1);
/// assert_eq!((calls, once.state()), (1, OnceState::Done));
/// ```
pub struct Once(Inner);

/// How far a [`Once`] has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnceState {
    /// It has not been done.
    New,
    /// A closure has panicked.
    Poisoned,
    /// A closure is running.
    InProgress,
    /// It is done.
    Done,
}

impl OnceState {
    /// Returns true if a closure has panicked.
    pub fn poisoned(self) -> bool {
        self == Self::Poisoned
    }

    /// Returns true if it is done.
    pub fn done(self) -> bool {
        self == Self::Done
    }
}

impl Once {
    /// Makes one that has not been done yet.
    #[expect(clippy::new_without_default, reason = "parking_lot's has no default")]
    pub const fn new() -> Self {
        Self(Inner::new())
    }

    /// Returns [`OnceState::Done`] if it is done, and [`OnceState::New`] in any other case.
    #[track_caller]
    pub fn state(&self) -> OnceState {
        if self.0.is_completed() {
            OnceState::Done
        } else {
            OnceState::New
        }
    }

    /// Runs the closure if none was run yet, and waits while one runs.
    ///
    /// # Panics
    ///
    /// If an earlier closure has panicked.
    #[track_caller]
    pub fn call_once<F: FnOnce()>(&self, main: F) {
        self.0.call_once(main);
    }

    /// As [`call_once`](Self::call_once), but runs the closure even if an earlier one has panicked.
    #[track_caller]
    pub fn call_once_force<F: FnOnce(OnceState)>(&self, main: F) {
        self.0.call_once_force(|state| {
            main(if state.is_poisoned() {
                OnceState::Poisoned
            } else {
                OnceState::New
            });
        });
    }
}

impl fmt::Debug for Once {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Once");
        shown.field("state", &self.state()).finish()
    }
}
