//! [`std::sync::atomic`] on Lockstep's scheduler, with what loom adds.
//!
//! Loads return what was stored last, whatever the orderings say. The orderings tell what happens before
//! what, and so which accesses to cells race.

use std::fmt;

use lockstep_scheduler::sync::atomic as inner;

use crate::causality::{self, Released, use_memory};

pub use std::sync::atomic::Ordering;

macro_rules! atomic {
    ($name:ident, $type:ty $(, $parameter:ident)?) => {
        #[doc = concat!("[`std::sync::atomic::", stringify!($name), "`].")]
        pub struct $name$(<$parameter>)? {
            released: Released,
            pub(crate) inner: inner::$name$(<$parameter>)?,
        }

        impl$(<$parameter>)? $name$(<$parameter>)? {
            /// Makes an atomic that holds `value`.
            pub const fn new(value: $type) -> Self {
                Self {
                    released: Released::new(),
                    inner: inner::$name::new(value),
                }
            }

            /// Returns what it holds.
            ///
            /// # Panics
            ///
            /// Outside of executions as in std, if the order is one of stores.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $type {
                let value = self.inner.load(order);
                use_memory(std::ptr::from_ref(self).addr());
                self.released.load(order);
                value
            }

            /// Makes it hold `value`.
            ///
            /// # Panics
            ///
            /// Outside of executions as in std, if the order is one of loads.
            #[track_caller]
            pub fn store(&self, value: $type, order: Ordering) {
                self.inner.store(value, order);
                use_memory(std::ptr::from_ref(self).addr());
                self.released.store(order);
            }

            /// Makes it hold `value`, and returns what it held.
            #[track_caller]
            pub fn swap(&self, value: $type, order: Ordering) -> $type {
                let before = self.inner.swap(value, order);
                use_memory(std::ptr::from_ref(self).addr());
                self.released.update(order);
                before
            }

            /// Makes it hold `new` if it holds `current`, and returns what it held.
            #[track_caller]
            #[must_use]
            pub fn compare_and_swap(&self, current: $type, new: $type, order: Ordering) -> $type {
                let failure = match order {
                    Ordering::Relaxed | Ordering::Release => Ordering::Relaxed,
                    Ordering::Acquire | Ordering::AcqRel => Ordering::Acquire,
                    _ => Ordering::SeqCst,
                };
                let exchanged = self.compare_exchange(current, new, order, failure);
                exchanged.unwrap_or_else(|before| before)
            }

            /// Makes it hold `new` if it holds `current`, and returns what it held.
            ///
            /// # Errors
            ///
            /// If it does not hold `current`: what it holds.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                let exchanged = self.inner.compare_exchange(current, new, success, failure);
                use_memory(std::ptr::from_ref(self).addr());
                match exchanged {
                    Ok(_) => self.released.update(success),
                    Err(_) => self.released.load(failure),
                }
                exchanged
            }

            /// As [`compare_exchange`](Self::compare_exchange); in an execution it never fails for no
            /// reason.
            ///
            /// # Errors
            ///
            /// If it does not hold `current`: what it holds.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                self.compare_exchange(current, new, success, failure)
            }

            /// Makes it hold what `update` says as long as that says something: a load, and a
            /// `compare_exchange` each time.
            ///
            /// # Errors
            ///
            /// If `update` returns nothing: what it held.
            #[track_caller]
            pub fn fetch_update<F>(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut update: F,
            ) -> Result<$type, $type>
            where
                F: FnMut($type) -> Option<$type>,
            {
                let mut before = self.load(fetch_order);
                while let Some(next) = update(before) {
                    match self.compare_exchange_weak(before, next, set_order, fetch_order) {
                        Ok(value) => return Ok(value),
                        Err(value) => before = value,
                    }
                }
                Err(before)
            }

            /// Calls `inside` with what it holds, which nobody else can see.
            pub fn with_mut<R>(&mut self, inside: impl FnOnce(&mut $type) -> R) -> R {
                inside(self.inner.get_mut())
            }

            /// Returns what it holds.
            pub fn into_inner(self) -> $type {
                self.inner.into_inner()
            }
        }

        impl$(<$parameter>)? From<$type> for $name$(<$parameter>)? {
            fn from(value: $type) -> Self {
                Self::new(value)
            }
        }

        impl$(<$parameter>)? fmt::Debug for $name$(<$parameter>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.inner.fmt(f)
            }
        }
    };
}

macro_rules! fetch {
    ($name:ident, $type:ty, $($method:ident: $doc:literal;)*) => {
        impl $name {
            $(
                #[doc = $doc]
                #[track_caller]
                pub fn $method(&self, value: $type, order: Ordering) -> $type {
                    let before = self.inner.$method(value, order);
                    use_memory(std::ptr::from_ref(self).addr());
                    self.released.update(order);
                    before
                }
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new(<$type>::default())
            }
        }
    };
}

macro_rules! integer {
    ($($name:ident, $type:ty;)*) => {$(
        atomic!($name, $type);
        fetch! {
            $name, $type,
            fetch_add: "Adds to it, wrapping around, and returns what it held.";
            fetch_sub: "Subtracts from it, wrapping around, and returns what it held.";
            fetch_and: "Makes it hold the bitwise and, and returns what it held.";
            fetch_nand: "Makes it hold the bitwise nand, and returns what it held.";
            fetch_or: "Makes it hold the bitwise or, and returns what it held.";
            fetch_xor: "Makes it hold the bitwise xor, and returns what it held.";
            fetch_max: "Makes it hold the greater value, and returns what it held.";
            fetch_min: "Makes it hold the smaller value, and returns what it held.";
        }
    )*};
}

integer! {
    AtomicI8, i8;
    AtomicI16, i16;
    AtomicI32, i32;
    AtomicI64, i64;
    AtomicIsize, isize;
    AtomicU8, u8;
    AtomicU16, u16;
    AtomicU32, u32;
    AtomicU64, u64;
    AtomicUsize, usize;
}

atomic!(AtomicBool, bool);

fetch! {
    AtomicBool, bool,
    fetch_and: "Makes it hold the logical and, and returns what it held.";
    fetch_nand: "Makes it hold the logical nand, and returns what it held.";
    fetch_or: "Makes it hold the logical or, and returns what it held.";
    fetch_xor: "Makes it hold the logical xor, and returns what it held.";
}

atomic!(AtomicPtr, *mut T, T);

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(std::ptr::null_mut())
    }
}

/// Orders what comes before it and what comes after, as [`std::sync::atomic::fence`] does.
///
/// # Panics
///
/// If the order is relaxed, as std's does.
#[track_caller]
pub fn fence(order: Ordering) {
    inner::fence(order);
    causality::fence(order);
}

/// Says that it is about to look again: lets others go first.
#[track_caller]
pub fn spin_loop_hint() {
    crate::hint::spin_loop();
}
