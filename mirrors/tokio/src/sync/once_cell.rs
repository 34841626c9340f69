use std::convert::Infallible;
use std::fmt;

use lockstep_scheduler::future::sync::Semaphore;
use lockstep_scheduler::sync::OnceLock;

/// A value that is set once, by a future if need be.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future::block_on;
/// use lockstep_tokio::sync::OnceCell;
///
/// let cell = OnceCell::new();
/// assert_eq!(block_on(cell.get_or_init(|| async { 1 })), &1);
/// assert_eq!(block_on(cell.get_or_init(|| async { 2 })), &1);
/// ```
#[derive(Debug)]
pub struct OnceCell<T> {
    value: OnceLock<T>,
    /// Who has its permit sets the value.
    right: Semaphore,
}

/// Why a value was not set, with the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetError<T> {
    /// There is one.
    AlreadyInitializedError(T),
    /// Somebody is about to set one.
    InitializingError(T),
}

impl<T> fmt::Display for SetError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyInitializedError(_) => "AlreadyInitializedError",
            Self::InitializingError(_) => "InitializingError",
        })
    }
}

impl<T: fmt::Debug> std::error::Error for SetError<T> {}

impl<T> OnceCell<T> {
    /// Makes one without a value.
    pub const fn new() -> Self {
        Self {
            value: OnceLock::new(),
            right: Semaphore::new(1),
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

    /// Returns the value, if there is one, which nobody else can see.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut()
    }

    /// Sets the value.
    ///
    /// # Errors
    ///
    /// If there is one, or somebody is about to set one: the value.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), SetError<T>> {
        if self.initialized() {
            return Err(SetError::AlreadyInitializedError(value));
        }
        let Ok(_right) = self.right.try_acquire() else {
            return Err(SetError::InitializingError(value));
        };
        self.value
            .set(value)
            .map_err(SetError::AlreadyInitializedError)
    }

    /// Returns the value, which is what `init` gives if there is none.
    ///
    /// Others wait meanwhile. If the future is dropped, the next one calls its own.
    #[track_caller]
    pub fn get_or_init<F, I>(&self, init: I) -> impl Future<Output = &T>
    where
        F: Future<Output = T>,
        I: FnOnce() -> F,
    {
        let right = self.right.acquire();
        async move {
            let init = async || Ok::<T, Infallible>(init().await);
            match self.init_with(right, init).await {
                Ok(value) => value,
                Err(never) => match never {},
            }
        }
    }

    /// Returns the value, which is what `init` gives if there is none.
    ///
    /// # Errors
    ///
    /// If `init` fails; there is no value then.
    #[track_caller]
    pub fn get_or_try_init<E, F, I>(&self, init: I) -> impl Future<Output = Result<&T, E>>
    where
        F: Future<Output = Result<T, E>>,
        I: FnOnce() -> F,
    {
        let right = self.right.acquire();
        async move { self.init_with(right, async || init().await).await }
    }

    async fn init_with<E, R>(
        &self,
        right: impl Future<Output = R>,
        init: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        if let Some(value) = self.get() {
            return Ok(value);
        }
        let _right = right.await;
        if let Some(value) = self.get() {
            return Ok(value);
        }
        let value = init().await?;
        Ok(self.value.get_or_init(|| value))
    }

    /// Returns the value, if there is one.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// Takes the value out, if there is one, which then can be set anew.
    pub fn take(&mut self) -> Option<T> {
        self.value.take()
    }
}

impl<T> Default for OnceCell<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<T> for OnceCell<T> {
    fn from(value: T) -> Self {
        let mut cell = Self::new();
        cell.value = OnceLock::from(value);
        cell
    }
}
