use std::fmt;

use lockstep_scheduler::future::sync::Notify;
use lockstep_scheduler::sync::OnceLock;

/// A value that is set once, and that others wait for.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future::block_on;
/// use lockstep_tokio::sync::SetOnce;
///
/// let value = SetOnce::new();
/// assert_eq!(value.set(1), Ok(()));
/// assert!(value.set(2).is_err());
/// assert_eq!(block_on(value.wait()), &1);
/// ```
#[derive(Debug, Default)]
pub struct SetOnce<T> {
    value: OnceLock<T>,
    change: Notify,
}

/// There is a value already: the one that was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetOnceError<T>(pub T);

impl<T> fmt::Display for SetOnceError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetOnceError")
    }
}

impl<T: fmt::Debug> std::error::Error for SetOnceError<T> {}

impl<T> SetOnce<T> {
    /// Makes one without a value.
    pub const fn new() -> Self {
        Self {
            value: OnceLock::new(),
            change: Notify::new(),
        }
    }

    /// As [`new`](Self::new), for a `static`: which is refused if several executions use it.
    pub const fn const_new() -> Self {
        Self::new()
    }

    /// Makes one that may have a value.
    pub fn new_with(value: Option<T>) -> Self {
        value.map_or_else(Self::new, Self::from)
    }

    /// Returns true if there is a value.
    #[track_caller]
    pub fn initialized(&self) -> bool {
        self.get().is_some()
    }

    /// Returns the value, if there is one.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        self.value.get()
    }

    /// Sets the value, and wakes all who wait for it.
    ///
    /// # Errors
    ///
    /// If there is one: the new value.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), SetOnceError<T>> {
        self.value.set(value).map_err(SetOnceError)?;
        self.change.notify_waiters();
        Ok(())
    }

    /// Waits until there is a value.
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = &T> {
        // Made before the first look: what is set after that notifies it.
        let set = self.change.notified();
        async move {
            if let Some(value) = self.get() {
                return value;
            }
            set.await;
            self.value.wait()
        }
    }

    /// Returns the value, if there is one.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }
}

impl<T> From<T> for SetOnce<T> {
    fn from(value: T) -> Self {
        Self {
            value: OnceLock::from(value),
            ..Self::new()
        }
    }
}
