use std::fmt;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::Ordering;

use super::step;
use crate::Kind;
use crate::object::{Known, Tag};
use crate::shape::Shape;
use crate::world::{is_controlled, with};

/// A pointer that tasks share: the counterpart of std's type of this name.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::atomic::{AtomicPtr, Ordering};
///
/// let mut value = 5;
/// let pointer = AtomicPtr::new(&raw mut value);
/// assert_eq!(pointer.load(Ordering::SeqCst), &raw mut value);
/// ```
pub struct AtomicPtr<T> {
    tag: Tag,
    inner: std::sync::atomic::AtomicPtr<T>,
}

fn to_word<T>(pointer: *mut T) -> u64 {
    pointer.expose_provenance() as u64
}

fn from_word<T>(word: u64) -> *mut T {
    let address = usize::try_from(word).expect("it was an address");
    ptr::with_exposed_provenance_mut(address)
}

impl<T> AtomicPtr<T> {
    /// Makes an atomic that holds `pointer`.
    pub const fn new(pointer: *mut T) -> Self {
        Self {
            tag: Tag::new(),
            inner: std::sync::atomic::AtomicPtr::new(pointer),
        }
    }

    fn step(
        &self,
        kind: Kind,
        location: &'static Location<'static>,
        change: impl FnOnce(*mut T) -> Option<*mut T>,
    ) -> Option<*mut T> {
        let initial = || to_word(self.inner.load(Ordering::SeqCst));
        let change = |before| change(from_word(before)).map(to_word);
        step((&self.tag, Shape::Pointer), kind, initial, location, change).map(from_word)
    }

    /// Returns what it holds.
    ///
    /// # Panics
    ///
    /// As in std, if the order is one of stores.
    #[track_caller]
    #[inline]
    pub fn load(&self, order: Ordering) -> *mut T {
        let loaded = self.step(Kind::Load, Location::caller(), |_| None);
        loaded.unwrap_or_else(|| self.inner.load(order))
    }

    /// Makes it hold `pointer`.
    ///
    /// # Panics
    ///
    /// As in std, if the order is one of loads.
    #[track_caller]
    #[inline]
    pub fn store(&self, pointer: *mut T, order: Ordering) {
        let stored = self.step(Kind::Store, Location::caller(), |_| Some(pointer));
        if stored.is_none() {
            self.inner.store(pointer, order);
        }
    }

    /// Makes it hold `pointer`, and returns what it held.
    #[track_caller]
    #[inline]
    pub fn swap(&self, pointer: *mut T, order: Ordering) -> *mut T {
        let swapped = self.step(Kind::Update, Location::caller(), |_| Some(pointer));
        swapped.unwrap_or_else(|| self.inner.swap(pointer, order))
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
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
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
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
        if !is_controlled() {
            let inner = &self.inner;
            return inner.compare_exchange_weak(current, new, success, failure);
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
        mut update: impl FnMut(*mut T) -> Option<*mut T>,
    ) -> Result<*mut T, *mut T> {
        let mut before = self.load(fetch_order);
        while let Some(next) = update(before) {
            match self.compare_exchange_weak(before, next, set_order, fetch_order) {
                Ok(pointer) => return Ok(pointer),
                Err(pointer) => before = pointer,
            }
        }
        Err(before)
    }

    /// Returns what it holds, which nobody else can see.
    pub fn get_mut(&mut self) -> &mut *mut T {
        let pointer = self.pointer();
        self.tag.clear();
        let inner = self.inner.get_mut();
        if let Some(pointer) = pointer {
            *inner = pointer;
        }
        inner
    }

    /// Returns what it holds.
    pub fn into_inner(mut self) -> *mut T {
        *self.get_mut()
    }

    /// Returns what it holds in the execution on this thread, without a scheduling point.
    fn pointer(&self) -> Option<*mut T> {
        with(|world| match self.tag.get(world.epoch) {
            Known::Here(object) => Some(from_word(world.at(object).value)),
            _ => None,
        })
        .flatten()
    }
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(ptr::null_mut())
    }
}

impl<T> From<*mut T> for AtomicPtr<T> {
    fn from(pointer: *mut T) -> Self {
        Self::new(pointer)
    }
}

impl<T> fmt::Debug for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = self.pointer();
        let pointer = inside.unwrap_or_else(|| self.inner.load(Ordering::SeqCst));
        fmt::Debug::fmt(&pointer, f)
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = self.pointer();
        let pointer = inside.unwrap_or_else(|| self.inner.load(Ordering::SeqCst));
        fmt::Pointer::fmt(&pointer, f)
    }
}
