use std::fmt;
use std::panic::Location;

use crate::causality::{self, Access};

/// [`std::cell::Cell`], whose accesses are looked at for data races.
///
/// # Examples
///
/// ```
/// use lockstep_loom::cell::Cell;
///
/// let cell = Cell::new(1);
/// assert_eq!(cell.replace(2), 1);
/// assert_eq!(cell.get(), 2);
/// ```
#[derive(Default)]
pub struct Cell<T> {
    cell: causality::Cell,
    inner: std::cell::Cell<T>,
}

impl<T> Cell<T> {
    /// Makes a cell that holds `value`.
    pub const fn new(value: T) -> Self {
        Self {
            cell: causality::Cell::new(),
            inner: std::cell::Cell::new(value),
        }
    }

    /// Makes it hold `value`.
    #[track_caller]
    pub fn set(&self, value: T) {
        drop(self.replace(value));
    }

    /// Makes two cells hold what the other held.
    #[track_caller]
    pub fn swap(&self, other: &Self) {
        if !std::ptr::eq(self, other) {
            let location = Location::caller();
            let _writing = self.cell.open(Access::Write, location);
            let _too = other.cell.open(Access::Write, location);
            self.inner.swap(&other.inner);
        }
    }

    /// Makes it hold `value`, and returns what it held.
    #[track_caller]
    pub fn replace(&self, value: T) -> T {
        let _writing = self.cell.open(Access::Write, Location::caller());
        self.inner.replace(value)
    }

    /// Returns what it holds.
    #[track_caller]
    pub fn get(&self) -> T
    where
        T: Copy,
    {
        let _reading = self.cell.open(Access::Read, Location::caller());
        self.inner.get()
    }

    /// Returns what it holds, and leaves the default value.
    #[track_caller]
    pub fn take(&self) -> T
    where
        T: Default,
    {
        self.replace(T::default())
    }

    /// Returns what it holds.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T> From<T> for Cell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for Cell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
