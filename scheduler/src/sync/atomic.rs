//! [`std::sync::atomic`], whose every use is a scheduling point in a controlled execution.
//!
//! Every controlled execution is sequentially consistent, whatever the orderings say. Each begins with
//! what an atomic held before any of them used it: a `static` counts from its first value each time.

mod pointer;

use std::fmt;
use std::panic::Location;

pub use std::sync::atomic::{Ordering, compiler_fence};

pub use pointer::AtomicPtr;

use crate::object::Tag;
use crate::shape::Shape;
use crate::world::{World, is_controlled, perform, reach, with};
use crate::{Kind, ObjectId, Operation};

/// Comes to an operation on an atomic, and changes its value once it may; nothing outside of executions.
#[inline]
fn step(
    (tag, shape): (&Tag, Shape),
    kind: Kind,
    initial: impl FnOnce() -> u64,
    location: &'static Location<'static>,
    change: impl FnOnce(u64) -> Option<u64>,
) -> Option<u64> {
    let find = |world: &mut World| world.atomic(tag, shape, initial, location);
    perform(find, kind, None, location, |world, object| {
        let value = &mut world.at(object).value;
        let before = *value;
        if let Some(after) = change(before) {
            *value = after;
        }
        before
    })
}

macro_rules! atomic {
    ($name:ident, $type:ty, $doc:literal, $shape:expr, $to:expr, $from:expr) => {
        #[doc = $doc]
        #[derive(Default)]
        pub struct $name {
            tag: Tag,
            inner: std::sync::atomic::$name,
        }

        impl $name {
            /// Makes an atomic that holds `value`.
            pub const fn new(value: $type) -> Self {
                Self {
                    tag: Tag::new(),
                    inner: std::sync::atomic::$name::new(value),
                }
            }

            #[inline]
            fn step(
                &self,
                kind: Kind,
                location: &'static Location<'static>,
                change: impl FnOnce($type) -> Option<$type>,
            ) -> Option<$type> {
                let initial = || ($to)(self.inner.load(Ordering::SeqCst));
                let change = |before| change(($from)(before)).map($to);
                step((&self.tag, $shape), kind, initial, location, change).map($from)
            }

            /// Returns what it holds.
            ///
            /// # Panics
            ///
            /// As in std, if the order is one of stores.
            #[track_caller]
            #[inline]
            pub fn load(&self, order: Ordering) -> $type {
                let loaded = self.step(Kind::Load, Location::caller(), |_| None);
                loaded.unwrap_or_else(|| self.inner.load(order))
            }

            /// Makes it hold `value`.
            ///
            /// # Panics
            ///
            /// As in std, if the order is one of loads.
            #[track_caller]
            #[inline]
            pub fn store(&self, value: $type, order: Ordering) {
                let stored = self.step(Kind::Store, Location::caller(), |_| Some(value));
                if stored.is_none() {
                    self.inner.store(value, order);
                }
            }

            /// Makes it hold `value`, and returns what it held.
            #[track_caller]
            #[inline]
            pub fn swap(&self, value: $type, order: Ordering) -> $type {
                let swapped = self.step(Kind::Update, Location::caller(), |_| Some(value));
                swapped.unwrap_or_else(|| self.inner.swap(value, order))
            }

            /// Makes it hold `new` if it holds `current`, and returns what it held.
            ///
            /// # Errors
            ///
            /// If it does not hold `current`: what it holds.
            #[track_caller]
            #[inline]
            pub fn compare_exchange(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                let exchanged = self.step(Kind::Update, Location::caller(), |before| {
                    (before == current).then_some(new)
                });
                match exchanged {
                    Some(before) if before == current => Ok(before),
                    Some(before) => Err(before),
                    None => self.inner.compare_exchange(current, new, success, failure),
                }
            }

            /// As [`compare_exchange`](Self::compare_exchange); it never fails for no reason here.
            ///
            /// # Errors
            ///
            /// If it does not hold `current`: what it holds.
            #[track_caller]
            #[inline]
            pub fn compare_exchange_weak(
                &self,
                current: $type,
                new: $type,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$type, $type> {
                if !is_controlled() {
                    return self
                        .inner
                        .compare_exchange_weak(current, new, success, failure);
                }
                self.compare_exchange(current, new, success, failure)
            }

            /// Makes it hold what `update` says as long as that says something: a load, and a
            /// `compare_exchange` each time.
            ///
            /// # Errors
            ///
            /// If `update` returns nothing: what it held.
            #[track_caller]
            pub fn fetch_update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut update: impl FnMut($type) -> Option<$type>,
            ) -> Result<$type, $type> {
                let mut before = self.load(fetch_order);
                while let Some(next) = update(before) {
                    match self.compare_exchange_weak(before, next, set_order, fetch_order) {
                        Ok(value) => return Ok(value),
                        Err(value) => before = value,
                    }
                }
                Err(before)
            }

            /// Returns what it holds, which nobody else can see.
            pub fn get_mut(&mut self) -> &mut $type {
                let value = self.value();
                self.tag.clear();
                let inner = self.inner.get_mut();
                if let Some(value) = value {
                    *inner = value;
                }
                inner
            }

            /// Returns what it holds.
            pub fn into_inner(mut self) -> $type {
                *self.get_mut()
            }

            /// Returns what it holds in the execution on this thread, without a scheduling point.
            fn value(&self) -> Option<$type> {
                with(|world| match self.tag.get(world.epoch) {
                    crate::object::Known::Here(object) => Some(($from)(world.at(object).value)),
                    _ => None,
                })
                .flatten()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let value = self.value();
                value
                    .unwrap_or_else(|| self.inner.load(Ordering::SeqCst))
                    .fmt(f)
            }
        }

        impl From<$type> for $name {
            fn from(value: $type) -> Self {
                Self::new(value)
            }
        }
    };
}

macro_rules! fetch {
    ($name:ident, $type:ty, $($method:ident: $doc:literal, $change:expr;)*) => {
        impl $name {
            $(
                #[doc = $doc]
                #[track_caller]
                #[inline]
                pub fn $method(&self, value: $type, order: Ordering) -> $type {
                    let change: fn($type, $type) -> $type = $change;
                    let changed = self.step(Kind::Update, Location::caller(), |before| {
                        Some(change(before, value))
                    });
                    changed.unwrap_or_else(|| self.inner.$method(value, order))
                }
            )*
        }
    };
}

macro_rules! integer {
    ($($name:ident, $type:ty, $shape:expr;)*) => {$(
        atomic!(
            $name, $type,
            "An integer that tasks share: the counterpart of std's type of this name.",
            $shape,
            |value: $type| u64::from_le_bytes(widen(&value.to_le_bytes())),
            |word: u64| <$type>::from_le_bytes(narrow(word))
        );
        fetch! {
            $name, $type,
            fetch_add: "Adds to it, wrapping around, and returns what it held.",
                |before, value| before.wrapping_add(value);
            fetch_sub: "Subtracts from it, wrapping around, and returns what it held.",
                |before, value| before.wrapping_sub(value);
            fetch_and: "Makes it hold the bitwise and, and returns what it held.",
                |before, value| before & value;
            fetch_nand: "Makes it hold the bitwise nand, and returns what it held.",
                |before, value| !(before & value);
            fetch_or: "Makes it hold the bitwise or, and returns what it held.",
                |before, value| before | value;
            fetch_xor: "Makes it hold the bitwise xor, and returns what it held.",
                |before, value| before ^ value;
            fetch_max: "Makes it hold the greater value, and returns what it held.",
                |before, value| before.max(value);
            fetch_min: "Makes it hold the smaller value, and returns what it held.",
                |before, value| before.min(value);
        }
    )*};
}

fn widen<const N: usize>(bytes: &[u8; N]) -> [u8; 8] {
    let mut word = [0; 8];
    word[..N].copy_from_slice(bytes);
    word
}

fn narrow<const N: usize>(word: u64) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&word.to_le_bytes()[..N]);
    bytes
}

integer! {
    AtomicI8, i8, Shape::Signed(8);
    AtomicI16, i16, Shape::Signed(16);
    AtomicI32, i32, Shape::Signed(32);
    AtomicI64, i64, Shape::Signed(64);
    AtomicIsize, isize, Shape::SignedSize;
    AtomicU8, u8, Shape::Unsigned;
    AtomicU16, u16, Shape::Unsigned;
    AtomicU32, u32, Shape::Unsigned;
    AtomicU64, u64, Shape::Unsigned;
    AtomicUsize, usize, Shape::Size;
}

atomic!(
    AtomicBool,
    bool,
    "A flag that tasks share: the counterpart of std's type of this name.",
    Shape::Flag,
    u64::from,
    |word| word != 0
);

fetch! {
    AtomicBool, bool,
    fetch_and: "Makes it hold the logical and, and returns what it held.",
        |before, value| before & value;
    fetch_nand: "Makes it hold the logical nand, and returns what it held.",
        |before, value| !(before & value);
    fetch_or: "Makes it hold the logical or, and returns what it held.",
        |before, value| before | value;
    fetch_xor: "Makes it hold the logical xor, and returns what it held.",
        |before, value| before ^ value;
}

impl AtomicBool {
    /// Makes it hold the contrary, and returns what it held.
    #[track_caller]
    #[inline]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}

/// Orders nothing in a controlled execution, where everything is in order.
///
/// # Panics
///
/// If the order is relaxed, as std's does.
#[track_caller]
pub fn fence(order: Ordering) {
    if !is_controlled() {
        return std::sync::atomic::fence(order);
    }
    assert!(
        order != Ordering::Relaxed,
        "there is no such thing as a relaxed fence"
    );
    let operation = Operation {
        object: ObjectId::NONE,
        kind: Kind::Fence,
        location: Location::caller(),
    };
    reach(operation, None);
}
