use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};

use super::Once;
use super::once::Poison;
use super::once_lock::execution;
use crate::raw::{Shelf, copied};

/// [`std::sync::LazyLock`], whose every use is a scheduling point in a controlled execution.
///
/// One that several executions use, such as a `static`, is made anew by each of them, if its initializer
/// is a function: that of a `static` is. What they have made is kept until it is dropped itself, which a
/// `static` never is. Any other closure can be called once: what it has made belongs to the execution
/// that has called it, and another one that asks is refused; or to all, if it was made outside of them.
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
    /// Taken out when it is called, unless it is a function.
    initialize: Mutex<Option<F>>,
}

const CALLED: &str = "this LazyLock was made by another execution, and its closure can be called once; \
                      make it in the body of the test, or give it a function";

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// Makes one that calls `initialize` when its value is first asked for.
    pub const fn new(initialize: F) -> Self {
        Self {
            once: Once::afresh(),
            values: Shelf::new(),
            initialize: Mutex::new(Some(initialize)),
        }
    }

    /// Returns its value, which is made if it was not yet.
    ///
    /// # Panics
    ///
    /// If the initializer has panicked; or if it is no function and another execution has called it.
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        let number = execution();
        let run = this.once.run(Poison::Refused, Location::caller(), |_| {
            match this.take_initializer() {
                Some(initialize) => this.values.put(number, initialize()),
                None => assert!(this.values.get(0).is_some(), "{CALLED}"),
            }
        });
        assert!(
            run.is_ok(),
            "LazyLock instance has previously been poisoned"
        );
        let made = this.values.get(number).or_else(|| this.values.get(0));
        made.expect("its initializer has returned")
    }

    fn take_initializer(&self) -> Option<F> {
        let initialize = self.initialize.lock();
        let mut initialize = initialize.unwrap_or_else(PoisonError::into_inner);
        let again = initialize.as_ref().and_then(copied);
        std::mem::replace(&mut initialize, again)
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
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
