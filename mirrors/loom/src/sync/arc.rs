use std::borrow::Borrow;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::atomic::Ordering;

use lockstep_scheduler::sync::atomic::AtomicUsize;

use crate::causality::{Released, forget_arc, keep_arc};

/// [`std::sync::Arc`], as loom has it: without `Weak`.
///
/// To let go of one is a scheduling point, and so is to ask whether it is the only one; to clone one is
/// not. So a proof does not tell what [`strong_count`](Self::strong_count) can return while others clone.
///
/// # Examples
///
/// ```
/// use lockstep_loom::sync::Arc;
///
/// let one = Arc::new(1);
/// let other = Arc::clone(&one);
/// drop(one);
/// assert_eq!(Arc::try_unwrap(other).unwrap(), 1);
/// ```
pub struct Arc<T: ?Sized> {
    /// What dropping it is about; it is dropped after that was said.
    pub(crate) owners: std::sync::Arc<Owners>,
    /// Nothing once it was taken out.
    pub(crate) value: Option<std::sync::Arc<T>>,
}

/// What the owners of a value have to tell each other.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    /// How many were dropped.
    dropped: AtomicUsize,
    released: Released,
}

impl<T> Arc<T> {
    /// Makes the first owner of a value.
    pub fn new(value: T) -> Self {
        Self::from_std(std::sync::Arc::new(value))
    }

    /// Returns the value if this is its only owner.
    ///
    /// # Errors
    ///
    /// If it is not: the owner.
    #[track_caller]
    pub fn try_unwrap(mut this: Self) -> Result<T, Self> {
        if !this.is_only() {
            return Err(this);
        }
        let value = this.take();
        forget_arc(address(&value));
        std::sync::Arc::try_unwrap(value).map_err(|value| Self {
            owners: std::sync::Arc::clone(&this.owners),
            value: Some(value),
        })
    }
}

impl<T: ?Sized> Arc<T> {
    /// Makes the first owner of what an [`std::sync::Arc`] owns.
    ///
    /// # Panics
    ///
    /// If that has other owners.
    pub fn from_std(mut value: std::sync::Arc<T>) -> Self {
        assert!(
            std::sync::Arc::get_mut(&mut value).is_some(),
            "the Arc has other owners"
        );
        let owners = std::sync::Arc::default();
        keep_arc(address(&value), &owners);
        Self {
            owners,
            value: Some(value),
        }
    }

    /// Returns how many owners there are.
    #[track_caller]
    pub fn strong_count(this: &Self) -> usize {
        this.owners.dropped.load(Ordering::SeqCst);
        std::sync::Arc::strong_count(this.held())
    }

    /// Returns the value if this is its only owner.
    #[track_caller]
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        if this.is_only() {
            this.value.as_mut().and_then(std::sync::Arc::get_mut)
        } else {
            None
        }
    }

    /// Returns true if both own the same value.
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        std::sync::Arc::ptr_eq(this.held(), other.held())
    }

    /// Returns where the value is.
    pub fn as_ptr(this: &Self) -> *const T {
        std::sync::Arc::as_ptr(this.held())
    }

    /// Gives the value away as a pointer, which owns it.
    pub fn into_raw(mut this: Self) -> *const T {
        let value = this.take();
        std::sync::Arc::into_raw(value)
    }

    fn held(&self) -> &std::sync::Arc<T> {
        self.value.as_ref().expect("it was not taken out before")
    }

    fn take(&mut self) -> std::sync::Arc<T> {
        self.value.take().expect("it was not taken out before")
    }

    /// Looks whether this is the only owner; then it knows what all others did.
    #[track_caller]
    fn is_only(&self) -> bool {
        self.owners.dropped.load(Ordering::SeqCst);
        let is_only = std::sync::Arc::strong_count(self.held()) == 1;
        if is_only {
            self.owners.released.acquire();
        }
        is_only
    }
}

/// Returns where a value is, by which its owners are found again.
pub(crate) fn address<T: ?Sized>(value: &std::sync::Arc<T>) -> usize {
    std::sync::Arc::as_ptr(value).cast::<()>().addr()
}

impl<T: ?Sized> Drop for Arc<T> {
    #[track_caller]
    fn drop(&mut self) {
        let Some(value) = self.value.take() else {
            return;
        };
        self.owners.dropped.fetch_add(1, Ordering::SeqCst);
        self.owners.released.release();
        if std::sync::Arc::strong_count(&value) == 1 {
            self.owners.released.acquire();
            forget_arc(address(&value));
        }
    }
}

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.held()
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    fn clone(&self) -> Self {
        Self {
            owners: std::sync::Arc::clone(&self.owners),
            value: self.value.clone(),
        }
    }
}

impl<T: Default> Default for Arc<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for Arc<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> AsRef<T> for Arc<T> {
    fn as_ref(&self) -> &T {
        self
    }
}

impl<T: ?Sized> Borrow<T> for Arc<T> {
    fn borrow(&self) -> &T {
        self
    }
}

impl<T: ?Sized + std::fmt::Debug> std::fmt::Debug for Arc<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        T::fmt(self, f)
    }
}

impl<T: Unpin> Arc<T> {
    /// Makes the first owner of a value that does not move.
    pub fn pin(value: T) -> Pin<Self> {
        Pin::new(Self::new(value))
    }
}
