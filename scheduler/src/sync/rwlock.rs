use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use crate::Kind;
use crate::gate::{Gate, GateId, Side};
use crate::object::{ObjectKind, Tag};
use crate::task::NOBODY;
use crate::world::{World, perform};

/// [`std::sync::RwLock`], whose every use is a scheduling point in a controlled execution.
///
/// Poisoning and everything else is as there. Readers get in beside others whether or not a writer
/// waits: which of them is first is the strategy's choice. As a [`Mutex`](crate::sync::Mutex), it
/// belongs to the execution that first uses it.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::RwLock;
///
/// let lock = RwLock::new(5);
/// {
///     let (first, second) = (lock.read().unwrap(), lock.read().unwrap());
///     assert_eq!(*first + *second, 10);
///     assert!(lock.try_write().is_err());
/// }
/// *lock.write().unwrap() += 1;
/// assert_eq!(lock.into_inner().unwrap(), 6);
/// ```
#[derive(Default)]
pub struct RwLock<T: ?Sized> {
    tag: Tag,
    inner: std::sync::RwLock<T>,
}

/// Access to what a [`RwLock`] holds beside other readers, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    /// Where it was acquired, and is released.
    location: &'static Location<'static>,
    /// Taken out before the lock is let go.
    inner: Option<std::sync::RwLockReadGuard<'a, T>>,
}

/// Access to what a [`RwLock`] holds while nobody else has any, until it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    /// Where it was acquired, and is released.
    location: &'static Location<'static>,
    /// Taken out before the lock is let go.
    inner: Option<std::sync::RwLockWriteGuard<'a, T>>,
}

/// What an object's value says while there is a writer; it is the number of readers else.
const WRITTEN: u64 = u64::MAX;

const ELSEWHERE: &str = "this rwlock is held by something outside of this execution; make it in the \
                         body of the test, or use std's for what executions share";

impl<T> RwLock<T> {
    /// Makes a lock that holds `value`.
    pub const fn new(value: T) -> Self {
        Self {
            tag: Tag::new(),
            inner: std::sync::RwLock::new(value),
        }
    }

    /// Returns what it holds.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes, and acquires it for reading.
    ///
    /// # Errors
    ///
    /// If it is poisoned: a task panicked while it wrote.
    ///
    /// # Panics
    ///
    /// If it was used by another execution.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        self.read_at(Location::caller())
    }

    /// Acquires it for reading for what stands at a place of the program.
    pub(crate) fn read_at(
        &self,
        location: &'static Location<'static>,
    ) -> LockResult<RwLockReadGuard<'_, T>> {
        let read = self.perform(Kind::Read, Some(Side::Back), location, begin_reading);
        let inner = match read {
            Some(()) => at_once(self.inner.try_read()),
            None => self.inner.read(),
        };
        guarded(inner, |inner| self.reader(inner, location))
    }

    /// Waits until nobody else has access, and acquires it for writing.
    ///
    /// # Errors
    ///
    /// If it is poisoned: a task panicked while it wrote.
    ///
    /// # Panics
    ///
    /// If it was used by another execution.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let location = Location::caller();
        let written = self.perform(Kind::Write, Some(Side::Front), location, begin_writing);
        let inner = match written {
            Some(()) => at_once(self.inner.try_write()),
            None => self.inner.write(),
        };
        guarded(inner, |inner| self.writer(inner, location))
    }

    /// Acquires it for reading if nobody writes.
    ///
    /// # Errors
    ///
    /// If somebody writes, or it is poisoned.
    ///
    /// # Panics
    ///
    /// If it was used by another execution.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let location = Location::caller();
        let read = self.perform(Kind::TryRead, None, location, |world, object| {
            let is_free = world.at(object).value != WRITTEN;
            if is_free {
                begin_reading(world, object);
            }
            is_free
        });
        if read == Some(false) {
            return Err(TryLockError::WouldBlock);
        }
        try_guarded(self.inner.try_read(), |inner| self.reader(inner, location))
    }

    /// Acquires it for writing if nobody else has access.
    ///
    /// # Errors
    ///
    /// If somebody else has access, or it is poisoned.
    ///
    /// # Panics
    ///
    /// If it was used by another execution.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let location = Location::caller();
        let written = self.perform(Kind::TryWrite, None, location, |world, object| {
            let is_free = world.at(object).value == 0;
            if is_free {
                begin_writing(world, object);
            }
            is_free
        });
        if written == Some(false) {
            return Err(TryLockError::WouldBlock);
        }
        try_guarded(self.inner.try_write(), |inner| self.writer(inner, location))
    }

    /// Returns true if a task panicked while it wrote.
    pub fn is_poisoned(&self) -> bool {
        self.inner.is_poisoned()
    }

    /// Takes back that it is poisoned.
    pub fn clear_poison(&self) {
        self.inner.clear_poison();
    }

    /// Returns what it holds, which nobody else can have.
    ///
    /// # Errors
    ///
    /// If it is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.inner.get_mut()
    }

    #[inline]
    fn perform<R>(
        &self,
        kind: Kind,
        side: Option<Side>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut World, u32) -> R,
    ) -> Option<R> {
        let make = || (ObjectKind::RwLock, 0, [Gate::OPEN, Gate::OPEN]);
        let find = |world: &mut World| world.object(&self.tag, make, location);
        perform(find, kind, side, location, act)
    }

    fn reader<'a>(
        &'a self,
        inner: std::sync::RwLockReadGuard<'a, T>,
        location: &'static Location<'static>,
    ) -> RwLockReadGuard<'a, T> {
        RwLockReadGuard {
            lock: self,
            location,
            inner: Some(inner),
        }
    }

    fn writer<'a>(
        &'a self,
        inner: std::sync::RwLockWriteGuard<'a, T>,
        location: &'static Location<'static>,
    ) -> RwLockWriteGuard<'a, T> {
        RwLockWriteGuard {
            lock: self,
            location,
            inner: Some(inner),
        }
    }
}

fn begin_reading(world: &mut World, object: u32) {
    let current = world.current().number();
    let lock = world.at(object);
    lock.value += 1;
    // Of several readers the last to come stands for all in a report.
    lock.holder = current;
    world.close(front(object));
}

fn end_reading(world: &mut World, object: u32) {
    let current = world.current().number();
    let lock = world.at(object);
    // After the end of an execution it may have been let go in another order.
    lock.value = lock.value.saturating_sub(1);
    if lock.holder == current || lock.value == 0 {
        lock.holder = NOBODY;
    }
    if lock.value == 0 {
        world.open(front(object));
    }
}

fn begin_writing(world: &mut World, object: u32) {
    world.at(object).value = WRITTEN;
    world.hold(object);
    world.close(back(object));
}

fn end_writing(world: &mut World, object: u32) {
    world.at(object).value = 0;
    world.let_go(object);
    world.open(back(object));
}

#[cfg(std_has_downgrade)]
fn go_on_reading(world: &mut World, object: u32) {
    world.at(object).value = 1;
    world.open(back(object));
}

fn front(object: u32) -> GateId {
    let side = Side::Front;
    GateId { object, side }
}

fn back(object: u32) -> GateId {
    let side = Side::Back;
    GateId { object, side }
}

/// Takes what nobody in this execution is in the way of.
fn at_once<G>(result: TryLockResult<G>) -> LockResult<G> {
    match result {
        Ok(guard) => Ok(guard),
        Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
        Err(TryLockError::WouldBlock) => panic!("{ELSEWHERE}"),
    }
}

fn guarded<G, H>(result: LockResult<G>, guard: impl FnOnce(G) -> H) -> LockResult<H> {
    match result {
        Ok(inner) => Ok(guard(inner)),
        Err(poisoned) => Err(PoisonError::new(guard(poisoned.into_inner()))),
    }
}

fn try_guarded<G, H>(result: TryLockResult<G>, guard: impl FnOnce(G) -> H) -> TryLockResult<H> {
    match result {
        Ok(inner) => Ok(guard(inner)),
        Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        Err(TryLockError::Poisoned(poisoned)) => {
            let inner = poisoned.into_inner();
            Err(TryLockError::Poisoned(PoisonError::new(guard(inner))))
        }
    }
}

#[cfg(std_has_downgrade)]
impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Goes on with reading, beside others, without letting go: nobody writes in between.
    ///
    /// As std's, it is there from Rust 1.92 on.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_scheduler::sync::{RwLock, RwLockWriteGuard};
    ///
    /// let lock = RwLock::new(5);
    /// let mut writer = lock.write().unwrap();
    /// *writer += 1;
    /// let reader = RwLockWriteGuard::downgrade(writer);
    /// assert_eq!(*reader + *lock.read().unwrap(), 12);
    /// assert!(lock.try_write().is_err());
    /// ```
    #[track_caller]
    #[expect(clippy::incompatible_msrv, reason = "it is compiled where std has it")]
    pub fn downgrade(mut s: Self) -> RwLockReadGuard<'a, T> {
        let (lock, location) = (s.lock, Location::caller());
        lock.perform(Kind::Downgrade, None, location, go_on_reading);
        // Nobody else goes on before the next scheduling point.
        let inner = std::sync::RwLockWriteGuard::downgrade(s.take());
        std::mem::forget(s);
        lock.reader(inner, location)
    }

    fn take(&mut self) -> std::sync::RwLockWriteGuard<'a, T> {
        let inner = self.inner.take();
        inner.expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        let inner = &mut self.inner;
        let end = |world: &mut World, object| {
            drop(inner.take());
            end_reading(world, object);
        };
        self.lock
            .perform(Kind::UnlockRead, None, self.location, end);
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        let inner = &mut self.inner;
        let end = |world: &mut World, object| {
            drop(inner.take());
            end_writing(world, object);
        };
        self.lock
            .perform(Kind::UnlockWrite, None, self.location, end);
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner
            .as_ref()
            .expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner
            .as_ref()
            .expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner
            .as_mut()
            .expect("a guard holds until it is dropped")
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
