use std::fmt;
use std::ops::Deref;
use std::panic::Location;

use super::Once;
use super::once::Poison;
use super::once_lock::execution;
use crate::raw::Shelf;

/// [`std::sync::LazyLock`], whose every use is a scheduling point in a controlled execution.
///
/// One that several executions use, such as a `static`, is made anew by each of them. What they have
/// made is kept until it is dropped itself, which a `static` never is.
///
/// So its initializer has to be one that can be called more than once, which is the one difference from
/// std's.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::{LazyLock, Mutex};
///
/// static NAMES: LazyLock<Mutex<Vec<String>>> = LazyLock::new(Mutex::default);
///
/// NAMES.lock().unwrap().push("one".into());
/// assert_eq!(NAMES.lock().unwrap().len(), 1);
/// ```
pub struct LazyLock<T, F = fn() -> T> {
    once: Once,
    /// Of the executions; 0 stands for outside of them.
    values: Shelf<T>,
    initialize: F,
}

impl<T, F: Fn() -> T> LazyLock<T, F> {
    /// Makes one that calls `initialize` when its value is first asked for.
    pub const fn new(initialize: F) -> Self {
        Self {
            once: Once::afresh(),
            values: Shelf::new(),
            initialize,
        }
    }

    /// Returns its value, which is made if it was not yet.
    ///
    /// # Panics
    ///
    /// If the initializer has panicked.
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        let number = execution();
        let run = this.once.run(Poison::Refused, Location::caller(), |_| {
            this.values.put(number, (this.initialize)());
        });
        assert!(
            run.is_ok(),
            "LazyLock instance has previously been poisoned"
        );
        let made = this.values.get(number);
        made.expect("its initializer has returned")
    }
}

impl<T, F: Fn() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    fn default() -> Self {
        Self::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("LazyLock");
        match self.values.get(execution()) {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<uninit>")),
        };
        shown.finish()
    }
}
