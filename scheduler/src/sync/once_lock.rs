use std::fmt;
use std::panic::Location;

use super::Once;
use super::once::Poison;
use crate::raw::Shelf;
use crate::world::with;

/// [`std::sync::OnceLock`], whose every use is a scheduling point in a controlled execution.
///
/// One that several executions use, such as a `static`, begins each of them as it was before any of
/// them used it. What they put into it is kept until it is dropped itself, as references to it may be.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::OnceLock;
///
/// let name = OnceLock::new();
/// assert_eq!(name.get(), None);
/// assert_eq!(name.get_or_init(|| "first"), &"first");
/// assert_eq!(name.set("second"), Err("second"));
/// assert_eq!(name.into_inner(), Some("first"));
/// ```
pub struct OnceLock<T> {
    once: Once,
    /// What executions have put into it, and under 0 what it held before.
    values: Shelf<T>,
}

/// Returns the number of the execution on this thread; 0 outside of executions.
pub(super) fn execution() -> u32 {
    with(|world| world.epoch).unwrap_or_default()
}

impl<T> OnceLock<T> {
    /// Makes one that holds nothing yet.
    pub const fn new() -> Self {
        Self {
            once: Once::new(),
            values: Shelf::new(),
        }
    }

    /// Returns what it holds, if it does.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        if self.once.is_completed() {
            self.value()
        } else {
            None
        }
    }

    /// Returns what it holds, if it does.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        let number = match self.values.get(execution()) {
            Some(_) => execution(),
            None => 0,
        };
        self.values.get_mut(number)
    }

    /// Makes it hold `value`.
    ///
    /// # Errors
    ///
    /// If it holds something already: `value`.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        self.set_at(Location::caller(), value)
    }

    /// Returns what it holds, which `main` makes if it holds nothing yet.
    #[track_caller]
    pub fn get_or_init<F: FnOnce() -> T>(&self, main: F) -> &T {
        self.init(Location::caller(), main)
    }

    /// Waits until it holds something, and returns that.
    ///
    /// # Panics
    ///
    /// If it is waited for by a destructor after the end of a controlled execution.
    #[track_caller]
    pub fn wait(&self) -> &T {
        let _ = self.once.wait_at(Poison::Ignored, Location::caller());
        self.value().expect("it holds what it was given")
    }

    /// Returns what it holds, if it does.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }

    /// Takes out what it holds, if it does: it holds nothing then.
    pub fn take(&mut self) -> Option<T> {
        self.once = Once::new();
        let inside = self.values.take(execution());
        inside.or_else(|| self.values.take(0))
    }

    fn set_at(&self, location: &'static Location<'static>, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.init(location, || value.take().expect("it is asked for once"));
        value.map_or(Ok(()), Err)
    }

    fn init(&self, location: &'static Location<'static>, main: impl FnOnce() -> T) -> &T {
        // Poison is ignored, as in std: it runs, or has run.
        let _ = self.once.run(Poison::Ignored, location, |_| {
            self.values.put(execution(), main());
        });
        self.value().expect("it holds what it was given")
    }

    /// Returns what it holds here, without a scheduling point.
    fn value(&self) -> Option<&T> {
        let inside = self.values.get(execution());
        inside.or_else(|| self.values.get(0))
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.get().cloned().map_or_else(Self::new, Self::from)
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("OnceLock");
        match self.value() {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<uninit>")),
        };
        shown.finish()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> Self {
        let mut lock = Self::new();
        lock.values.put(0, value);
        lock.once.complete();
        lock
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}
