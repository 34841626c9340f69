use std::pin::Pin;
use std::task::{Context, Poll};

/// A future of a `join!`, and its value once it is ready.
#[derive(Debug)]
pub struct Joined<F: Future> {
    future: Pin<Box<F>>,
    value: Option<F::Output>,
}

impl<F: Future> Joined<F> {
    /// Makes one that was not polled yet.
    pub fn new(future: F) -> Self {
        Self {
            future: Box::pin(future),
            value: None,
        }
    }

    /// Polls it unless it is ready; true once it is.
    pub fn poll(&mut self, context: &mut Context<'_>) -> bool {
        if self.value.is_none()
            && let Poll::Ready(value) = self.future.as_mut().poll(context)
        {
            self.value = Some(value);
        }
        self.value.is_some()
    }

    /// Takes the value.
    ///
    /// # Panics
    ///
    /// If it is not ready, or was taken.
    pub fn take(&mut self) -> F::Output {
        self.value.take().expect("it is ready")
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> Joined<F> {
    /// Takes the error, if it is ready and failed.
    pub fn take_error(&mut self) -> Option<E> {
        match self.value.take() {
            Some(Err(error)) => Some(error),
            value => {
                self.value = value;
                None
            }
        }
    }

    /// Takes the value of one that succeeded.
    ///
    /// # Panics
    ///
    /// If it is not ready, was taken, or failed.
    pub fn take_ok(&mut self) -> T {
        let value = self.take().ok();
        value.expect("who fails is asked first")
    }
}

/// Waits for several futures at the same time, and returns their values.
///
/// # Examples
///
/// ```
/// let both = async { lockstep_tokio::join!(async { 1 }, async { "two" }) };
/// let both = lockstep_scheduler::future::block_on(both);
/// assert_eq!(both, (1, "two"));
/// ```
#[macro_export]
macro_rules! join {
    (@named { $($name:ident $future:expr;)* }) => {{
        $(let mut $name = $crate::__lockstep::Joined::new($future);)*
        ::std::future::poll_fn(|context| {
            let mut are_ready = true;
            $(are_ready &= $name.poll(context);)*
            if are_ready {
                ::std::task::Poll::Ready(($($name.take(),)*))
            } else {
                ::std::task::Poll::Pending
            }
        })
        .await
    }};
    (@named { $($named:tt)* } $future:expr $(, $($rest:tt)*)?) => {
        $crate::join!(@named { $($named)* joined $future; } $($($rest)*)?)
    };
    ($($futures:tt)*) => {
        $crate::join!(@named {} $($futures)*)
    };
}

/// Waits for several futures at the same time until all have succeeded or one has failed.
///
/// # Examples
///
/// ```
/// let both = async {
///     let fails = async { Err::<(), _>("no") };
///     lockstep_tokio::try_join!(async { Ok(1) }, fails)
/// };
/// let both = lockstep_scheduler::future::block_on(both);
/// assert_eq!(both, Err("no"));
/// ```
#[macro_export]
macro_rules! try_join {
    (@named { $($name:ident $future:expr;)* }) => {{
        $(let mut $name = $crate::__lockstep::Joined::new($future);)*
        ::std::future::poll_fn(|context| {
            let mut are_ready = true;
            $(
                are_ready &= $name.poll(context);
                if let ::std::option::Option::Some(error) = $name.take_error() {
                    return ::std::task::Poll::Ready(::std::result::Result::Err(error));
                }
            )*
            if are_ready {
                ::std::task::Poll::Ready(::std::result::Result::Ok(($($name.take_ok(),)*)))
            } else {
                ::std::task::Poll::Pending
            }
        })
        .await
    }};
    (@named { $($named:tt)* } $future:expr $(, $($rest:tt)*)?) => {
        $crate::try_join!(@named { $($named)* joined $future; } $($($rest)*)?)
    };
    ($($futures:tt)*) => {
        $crate::try_join!(@named {} $($futures)*)
    };
}
