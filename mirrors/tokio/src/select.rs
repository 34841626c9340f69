use std::pin::Pin;
use std::task::{Context, Poll};

use lockstep_scheduler::rand;

/// A branch of a `select!`: a future that is polled as long as it may be the one.
#[derive(Debug)]
pub struct Branch<F: Future> {
    place: usize,
    future: Pin<Box<F>>,
    is_enabled: bool,
    value: Option<F::Output>,
}

impl<F: Future> Branch<F> {
    /// Makes a branch with the next place.
    pub fn new(places: &mut usize, is_enabled: Enabled, future: F) -> Self {
        let place = *places;
        *places += 1;
        Self {
            place,
            future: Box::pin(future),
            is_enabled,
            value: None,
        }
    }

    /// Returns its place among the branches, from 0.
    pub fn place(&self) -> usize {
        self.place
    }

    /// Polls it if it is its turn and it may be the one, and keeps a value that fits; true if it did.
    ///
    /// One whose value does not fit is not polled again. Those that are left to be polled are counted.
    pub fn poll(
        &mut self,
        turn: usize,
        left: &mut usize,
        context: &mut Context<'_>,
        fits: impl FnOnce(&F::Output) -> bool,
    ) -> bool {
        if turn != self.place || !self.is_enabled {
            return false;
        }
        match self.future.as_mut().poll(context) {
            Poll::Pending => *left += 1,
            Poll::Ready(value) => {
                self.is_enabled = false;
                if fits(&value) {
                    self.value = Some(value);
                    return true;
                }
            }
        }
        false
    }

    /// Returns its place and its value, if it was the one.
    pub fn into_value(self) -> (usize, Option<F::Output>) {
        (self.place, self.value)
    }
}

/// Whether a branch may be the one.
type Enabled = bool;

/// Returns the branch that is polled first: any, as tokio has it.
///
/// # Panics
///
/// If there are none.
pub fn start(branches: usize) -> usize {
    let drawn = rand::below(branches as u64);
    usize::try_from(drawn).expect("below a number of branches")
}

/// Waits for the first of several futures, and goes on with what belongs to it.
///
/// As tokio's: `biased;` polls in order, `, if condition` leaves a branch out, and `else` is for when no
/// branch is left. The other futures are dropped before the handler runs. In a pattern `mut` and `ref`
/// cannot be used.
///
/// # Examples
///
/// ```
/// use lockstep_tokio::{select, sync::oneshot};
///
/// let first = async {
///     let (one, other) = (oneshot::channel::<u32>(), oneshot::channel());
///     other.0.send(1).unwrap();
///     select! {
///         Ok(number) = one.1 => number + 100,
///         number = other.1 => number.unwrap(),
///     }
/// };
/// assert_eq!(lockstep_scheduler::future::block_on(first), 1);
/// ```
#[macro_export]
macro_rules! select {
    (@$order:ident {} else => $else:expr $(,)?) => { $else };
    (@$order:ident { $($branches:tt)* } else => $else:expr $(,)?) => {
        $crate::select!(@run $order { $($branches)* } $else)
    };
    (@$order:ident { $($branches:tt)* }) => {
        $crate::select!(@run $order { $($branches)* } ::std::panic!(
            "all branches are disabled and there is no else branch"
        ))
    };
    (@run $order:ident { $([$name:ident ($pattern:pat) ($future:expr) ($enabled:expr) ($handler:expr)])* } $else:expr) => {{
        let (chosen, ($($name,)*)) = {
            let mut places = 0;
            $(let mut $name = {
                let is_enabled = $enabled;
                $crate::__lockstep::Branch::new(&mut places, is_enabled, $future)
            };)*
            let start = $crate::select!(@start $order places);
            let chosen = ::std::future::poll_fn(|context| {
                let mut left = 0;
                for turn in (start..places).chain(0..start) {
                    $(
                        #[allow(unused_variables, unreachable_patterns, clippy::match_like_matches_macro)]
                        let fits = $name.poll(turn, &mut left, context, |value| match value {
                            $pattern => true,
                            _ => false,
                        });
                        if fits {
                            return ::std::task::Poll::Ready($name.place());
                        }
                    )*
                }
                if left > 0 {
                    ::std::task::Poll::Pending
                } else {
                    ::std::task::Poll::Ready(places)
                }
            })
            .await;
            (chosen, ($($name.into_value(),)*))
        };
        #[allow(unreachable_patterns)]
        match chosen {
            $(
                place if place == $name.0 => match $name.1 {
                    ::std::option::Option::Some($pattern) => $handler,
                    _ => ::std::unreachable!("the value of the branch that was chosen fits"),
                },
            )*
            _ => $else,
        }
    }};
    (@start in_order $count:ident) => { 0 };
    (@start any_order $count:ident) => { $crate::__lockstep::start($count) };
    (@$order:ident { $($done:tt)* } $pattern:pat = $future:expr, if $enabled:expr => $handler:block, $($rest:tt)*) => {
        $crate::select!(@$order { $($done)* [branch ($pattern) ($future) ($enabled) ($handler)] } $($rest)*)
    };
    (@$order:ident { $($done:tt)* } $pattern:pat = $future:expr => $handler:block, $($rest:tt)*) => {
        $crate::select!(@$order { $($done)* [branch ($pattern) ($future) (true) ($handler)] } $($rest)*)
    };
    (@$order:ident { $($done:tt)* } $pattern:pat = $future:expr, if $enabled:expr => $handler:block $($rest:tt)*) => {
        $crate::select!(@$order { $($done)* [branch ($pattern) ($future) ($enabled) ($handler)] } $($rest)*)
    };
    (@$order:ident { $($done:tt)* } $pattern:pat = $future:expr => $handler:block $($rest:tt)*) => {
        $crate::select!(@$order { $($done)* [branch ($pattern) ($future) (true) ($handler)] } $($rest)*)
    };
    (@$order:ident { $($done:tt)* } $pattern:pat = $future:expr, if $enabled:expr => $handler:expr $(, $($rest:tt)*)?) => {
        $crate::select!(@$order { $($done)* [branch ($pattern) ($future) ($enabled) ($handler)] } $($($rest)*)?)
    };
    (@$order:ident { $($done:tt)* } $pattern:pat = $future:expr => $handler:expr $(, $($rest:tt)*)?) => {
        $crate::select!(@$order { $($done)* [branch ($pattern) ($future) (true) ($handler)] } $($($rest)*)?)
    };
    (biased; $($branches:tt)*) => { $crate::select!(@in_order {} $($branches)*) };
    ($($branches:tt)*) => { $crate::select!(@any_order {} $($branches)*) };
}
