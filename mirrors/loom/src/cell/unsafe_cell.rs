use std::fmt;
use std::panic::Location;

use super::{ConstPtr, MutPtr};
use crate::causality::{Access, Cell};

/// [`std::cell::UnsafeCell`], whose accesses have a beginning and an end.
///
/// # Examples
///
/// Two tasks write, and nothing orders them:
///
/// ```
/// use lockstep_loom::cell::UnsafeCell;
/// use lockstep_loom::thread;
/// use lockstep_scheduler::Runner;
/// use std::sync::Arc;
///
/// struct Shared(UnsafeCell<u32>);
/// unsafe impl Sync for Shared {}
///
/// let (_, failure) = Runner::new().search(|| {
///     let shared = Arc::new(Shared(UnsafeCell::new(0)));
///     let other = Arc::clone(&shared);
///     thread::spawn(move || other.0.with_mut(|value| unsafe { *value += 1 }));
///     shared.0.with_mut(|value| unsafe { *value += 1 });
/// }).unwrap_err();
/// assert!(failure.to_string().contains("data race on a cell"));
/// ```
pub struct UnsafeCell<T: ?Sized> {
    cell: Cell,
    inner: std::cell::UnsafeCell<T>,
}

impl<T> UnsafeCell<T> {
    /// Makes a cell that holds `value`.
    pub const fn new(value: T) -> Self {
        Self {
            cell: Cell::new(),
            inner: std::cell::UnsafeCell::new(value),
        }
    }

    /// Returns what it holds.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Calls `inside` with a pointer through which the value may be read.
    ///
    /// # Panics
    ///
    /// If it is written at the same time, or nothing orders this and what others write.
    #[track_caller]
    pub fn with<F, R>(&self, inside: F) -> R
    where
        F: FnOnce(*const T) -> R,
    {
        self.get().with(inside)
    }

    /// Calls `inside` with a pointer through which the value may be written.
    ///
    /// # Panics
    ///
    /// If it is accessed at the same time, or nothing orders this and what others do to it.
    #[track_caller]
    pub fn with_mut<F, R>(&self, inside: F) -> R
    where
        F: FnOnce(*mut T) -> R,
    {
        self.get_mut().with(inside)
    }

    /// Returns a pointer through which the value may be read until it is dropped.
    ///
    /// # Panics
    ///
    /// If it is written at the same time, or nothing orders this and what others write.
    #[track_caller]
    pub fn get(&self) -> ConstPtr<T> {
        let open = self.cell.open(Access::Read, Location::caller());
        ConstPtr::new(self.inner.get(), open)
    }

    /// Returns a pointer through which the value may be written until it is dropped.
    ///
    /// # Panics
    ///
    /// If it is accessed at the same time, or nothing orders this and what others do to it.
    #[track_caller]
    pub fn get_mut(&self) -> MutPtr<T> {
        let open = self.cell.open(Access::Write, Location::caller());
        MutPtr::new(self.inner.get(), open)
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for UnsafeCell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}
