use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use lockstep_scheduler::thread;

/// A value that a future has while it is polled; [`task_local!`](crate::task_local) declares it.
pub struct LocalKey<T: 'static> {
    inner: &'static thread::LocalKey<RefCell<Option<T>>>,
}

/// The future is not within the scope of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessError(());

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    pub const fn made_by_macro(inner: &'static thread::LocalKey<RefCell<Option<T>>>) -> Self {
        Self { inner }
    }

    /// Returns a future that has the value while it is polled.
    pub fn scope<F: Future>(&'static self, value: T, future: F) -> impl Future<Output = F::Output> {
        Scoped {
            key: self,
            value: Some(value),
            future: Box::pin(future),
        }
    }

    /// Calls `inside` while there is the value.
    pub fn sync_scope<R>(&'static self, value: T, inside: impl FnOnce() -> R) -> R {
        let mut value = Some(value);
        let _put = Put::new(self, &mut value);
        inside()
    }

    /// Calls `inside` with the value.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn with<R>(&'static self, inside: impl FnOnce(&T) -> R) -> R {
        let result = self.try_with(inside);
        result.expect("cannot access a task-local storage value without setting it first")
    }

    /// Calls `inside` with the value.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn try_with<R>(&'static self, inside: impl FnOnce(&T) -> R) -> Result<R, AccessError> {
        self.inner
            .with_borrow(|value| value.as_ref().map(inside).ok_or(AccessError(())))
    }

    /// Returns a copy of the value.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn get(&'static self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }
}

/// A value that is in its place until this is dropped.
struct Put<'a, T: 'static> {
    key: &'static LocalKey<T>,
    slot: &'a mut Option<T>,
}

impl<'a, T: 'static> Put<'a, T> {
    fn new(key: &'static LocalKey<T>, slot: &'a mut Option<T>) -> Self {
        key.inner.with_borrow_mut(|held| std::mem::swap(held, slot));
        Self { key, slot }
    }
}

impl<T: 'static> Drop for Put<'_, T> {
    fn drop(&mut self) {
        let slot = &mut *self.slot;
        self.key
            .inner
            .with_borrow_mut(|held| std::mem::swap(held, slot));
    }
}

struct Scoped<F, T: 'static> {
    key: &'static LocalKey<T>,
    value: Option<T>,
    future: Pin<Box<F>>,
}

impl<F, T> Unpin for Scoped<F, T> {}

impl<F: Future, T> Future for Scoped<F, T> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let _put = Put::new(this.key, &mut this.value);
        this.future.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

/// Declares values that futures have while they are polled.
///
/// # Examples
///
/// ```
/// lockstep_tokio::task_local! {
///     static NAME: &'static str;
/// }
///
/// let name = NAME.scope("one", async { NAME.get() });
/// assert_eq!(lockstep_scheduler::future::block_on(name), "one");
/// ```
#[macro_export]
macro_rules! task_local {
    ($($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty);* $(;)?) => {
        $(
            $(#[$attribute])*
            $visibility static $name: $crate::task::LocalKey<$type> = {
                $crate::__lockstep::scheduler::thread_local! {
                    static INNER: ::std::cell::RefCell<::std::option::Option<$type>> = const {
                        ::std::cell::RefCell::new(::std::option::Option::None)
                    };
                }
                $crate::task::LocalKey::made_by_macro(&INNER)
            };
        )*
    };
}
