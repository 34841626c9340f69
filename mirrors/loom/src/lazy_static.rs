//! What [`lazy_static!`](crate::lazy_static!) declares.

use std::fmt;

use lockstep_scheduler::sync::LazyLock;

use crate::causality::Released;

/// A value that is made when it is first asked for, in each execution anew.
pub struct Lazy<T: 'static>(LazyLock<Made<T>>);

/// A value, and what its maker knew.
#[doc(hidden)]
pub struct Made<T> {
    value: T,
    released: Released,
}

impl<T> Made<T> {
    #[doc(hidden)]
    pub fn new(value: T) -> Self {
        let released = Released::new();
        released.release();
        Self { value, released }
    }
}

impl<T> Lazy<T> {
    #[doc(hidden)]
    pub const fn made_by_macro(make: fn() -> Made<T>) -> Self {
        Self(LazyLock::new(make))
    }

    /// Returns the value.
    #[track_caller]
    pub fn get(&'static self) -> &'static T {
        let made = LazyLock::force(&self.0);
        made.released.acquire();
        &made.value
    }
}

impl<T> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lazy").finish_non_exhaustive()
    }
}

/// Declares values that are made when they are first asked for, in each execution anew.
///
/// # Examples
///
/// ```
/// use lockstep_loom::sync::Mutex;
///
/// lockstep_loom::lazy_static! {
///     static ref NAMES: Mutex<Vec<&'static str>> = Mutex::new(vec!["one"]);
/// }
///
/// assert_eq!(NAMES.lock().unwrap().len(), 1);
/// ```
#[macro_export]
macro_rules! lazy_static {
    () => {};
    (
        $(#[$attribute:meta])* $visibility:vis static ref $name:ident: $type:ty = $value:expr;
        $($rest:tt)*
    ) => {
        #[allow(missing_copy_implementations, non_camel_case_types, dead_code)]
        $(#[$attribute])*
        $visibility struct $name {
            _private: (),
        }
        #[doc(hidden)]
        $visibility static $name: $name = $name { _private: () };
        impl ::core::ops::Deref for $name {
            type Target = $type;

            fn deref(&self) -> &$type {
                fn make() -> $crate::lazy_static::Made<$type> {
                    $crate::lazy_static::Made::new($value)
                }
                static LAZY: $crate::lazy_static::Lazy<$type> =
                    $crate::lazy_static::Lazy::made_by_macro(make);
                LAZY.get()
            }
        }
        $crate::lazy_static!($($rest)*);
    };
}
