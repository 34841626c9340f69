use std::cell::UnsafeCell;
use std::fmt;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A value that one thread reads at a time, as often as it likes.
///
/// Nobody waits here; that is what a reentrant mutex does that is built on it. All tasks of an execution
/// are on one thread.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::gated::Reentrant;
/// use std::cell::Cell;
///
/// let value = Reentrant::new(Cell::new(1));
/// let (one, other) = (value.enter(), value.enter());
/// one.set(2);
/// assert_eq!(other.get(), 2);
/// ```
#[derive(Debug, Default)]
pub struct Reentrant<T: ?Sized> {
    /// The thread that reads, or 0.
    thread: AtomicUsize,
    /// How many references that thread has.
    // invariant: written only by that thread
    count: AtomicUsize,
    value: UnsafeCell<T>,
}

/// What is in a [`Reentrant`], or a part of it, for the thread that reads it.
pub struct Inside<'a, T: ?Sized> {
    value: NonNull<T>,
    entered: Entered<'a>,
}

/// Leaves it again.
struct Entered<'a> {
    thread: &'a AtomicUsize,
    count: &'a AtomicUsize,
}

// SAFETY: a reference lets another thread read the value, but only one at a time: `T` has to be `Send`, as
// in std's mutex. What is read cannot be moved or shared to another thread, since a pointer cannot.
unsafe impl<T: ?Sized + Send> Sync for Reentrant<T> {}

thread_local! {
    static HERE: u8 = const { 0 };
}

/// Returns a number, not 0, that no other thread has that lives now.
fn this_thread() -> usize {
    HERE.with(|here| std::ptr::from_ref(here).addr())
}

impl<T> Reentrant<T> {
    /// Makes one that nobody reads.
    pub const fn new(value: T) -> Self {
        Self {
            thread: AtomicUsize::new(0),
            count: AtomicUsize::new(0),
            value: UnsafeCell::new(value),
        }
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> Reentrant<T> {
    /// Returns the value, which nobody reads.
    pub fn value_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// Reads the value on this thread.
    ///
    /// # Panics
    ///
    /// If another thread reads it.
    pub fn enter(&self) -> Inside<'_, T> {
        let this = this_thread();
        let found = self
            .thread
            .compare_exchange(0, this, Ordering::Acquire, Ordering::Relaxed);
        assert!(
            found.is_ok() || found == Err(this),
            "who has the lock is on this thread"
        );
        let count = self.count.load(Ordering::Relaxed);
        let more = count.checked_add(1).expect("fewer than 2^64 references");
        self.count.store(more, Ordering::Relaxed);
        // SAFETY: it is the address of a field.
        let value = unsafe { NonNull::new_unchecked(self.value.get()) };
        Inside {
            value,
            entered: Entered {
                thread: &self.thread,
                count: &self.count,
            },
        }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let left = self.count.load(Ordering::Relaxed) - 1;
        self.count.store(left, Ordering::Relaxed);
        if left == 0 {
            self.thread.store(0, Ordering::Release);
        }
    }
}

impl<'a, T: ?Sized> Inside<'a, T> {
    /// Returns a part of it alone.
    pub fn map<U: ?Sized>(self, part: impl FnOnce(&T) -> &U) -> Inside<'a, U> {
        Inside {
            value: NonNull::from(part(&self)),
            entered: self.entered,
        }
    }

    /// Returns a part of it alone, if there is one.
    ///
    /// # Errors
    ///
    /// If there is none: all of it.
    pub fn try_map<U: ?Sized>(
        self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<Inside<'a, U>, Self> {
        match part(&self).map(NonNull::from) {
            Some(value) => Ok(Inside {
                value,
                entered: self.entered,
            }),
            None => Err(self),
        }
    }
}

impl<T: ?Sized> Deref for Inside<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: nobody writes to it while there is one of these, since only references are given out
        // and none of another thread; a part of it lives as long as the whole.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Inside<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Reentrant;

    #[test]
    fn one_thread_reads_at_a_time() {
        let value = Reentrant::new(1);
        let (one, other) = (value.enter(), value.enter());
        let elsewhere = || std::thread::scope(|scope| scope.spawn(|| *value.enter()).join());
        assert!(elsewhere().is_err());
        drop(one);
        assert!(elsewhere().is_err());
        drop(other.map(|value| value));
        assert_eq!(elsewhere().unwrap(), 1);
    }
}
