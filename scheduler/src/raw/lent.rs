use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is in a [`Lock`](super::Lock), or a part of it, lent to one alone until it is dropped.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::gated::{Lock, OneByOne};
///
/// let lock: Lock<(u32, u32), OneByOne> = Lock::new((1, 2));
/// let mut second = lock.lend(&mut lock.exclusive()).map(|pair| &mut pair.1);
/// *second += 1;
/// drop(second);
/// assert_eq!(lock.into_inner(), (1, 3));
/// ```
pub struct Alone<'a, T: ?Sized> {
    value: NonNull<T>,
    held: HeldAlone<'a>,
    lifetime: PhantomData<&'a mut T>,
}

/// What is in a [`Lock`](super::Lock), or a part of it, lent to one of several until it is dropped.
pub struct Among<'a, T: ?Sized> {
    value: NonNull<T>,
    held: HeldAmong<'a>,
    lifetime: PhantomData<&'a T>,
}

/// Gives a key back that was the only one.
struct HeldAlone<'a>(&'a AtomicUsize);

/// Gives a key back that was one of several.
struct HeldAmong<'a>(&'a AtomicUsize);

impl Drop for HeldAlone<'_> {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Release);
    }
}

impl Drop for HeldAmong<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

impl<'a, T: ?Sized> Alone<'a, T> {
    /// # Safety
    ///
    /// Nobody else reaches the value before the number of keys is set to 0, which nobody else does.
    pub(super) unsafe fn new(value: NonNull<T>, keys: &'a AtomicUsize) -> Self {
        Self {
            value,
            held: HeldAlone(keys),
            lifetime: PhantomData,
        }
    }

    /// Keeps it for ever.
    pub fn leak(mut self) -> &'a mut T {
        // SAFETY: as in `deref_mut`, and the key is never given back.
        let value = unsafe { self.value.as_mut() };
        std::mem::forget(self);
        value
    }

    /// Returns a part of it alone.
    pub fn map<U: ?Sized>(mut self, part: impl FnOnce(&mut T) -> &mut U) -> Alone<'a, U> {
        Alone {
            value: NonNull::from(part(&mut self)),
            held: self.held,
            lifetime: PhantomData,
        }
    }

    /// Returns a part of it alone, if there is one.
    ///
    /// # Errors
    ///
    /// If there is none: all of it.
    pub fn try_map<U: ?Sized>(
        mut self,
        part: impl FnOnce(&mut T) -> Option<&mut U>,
    ) -> Result<Alone<'a, U>, Self> {
        match part(&mut self).map(NonNull::from) {
            Some(value) => Ok(Alone {
                value,
                held: self.held,
                lifetime: PhantomData,
            }),
            None => Err(self),
        }
    }
}

impl<'a, T: ?Sized> Among<'a, T> {
    /// # Safety
    ///
    /// Nobody writes to the value before the number of keys is made one less, which nobody else does for
    /// what is returned.
    pub(super) unsafe fn new(value: NonNull<T>, keys: &'a AtomicUsize) -> Self {
        Self {
            value,
            held: HeldAmong(keys),
            lifetime: PhantomData,
        }
    }

    /// Returns a part of it alone.
    pub fn map<U: ?Sized>(self, part: impl FnOnce(&T) -> &U) -> Among<'a, U> {
        Among {
            value: NonNull::from(part(&self)),
            held: self.held,
            lifetime: PhantomData,
        }
    }

    /// Returns a part of it alone, if there is one.
    ///
    /// # Errors
    ///
    /// If there is none: all of it.
    pub fn try_map<U: ?Sized>(
        self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<Among<'a, U>, Self> {
        match part(&self).map(NonNull::from) {
            Some(value) => Ok(Among {
                value,
                held: self.held,
                lifetime: PhantomData,
            }),
            None => Err(self),
        }
    }
}

impl<T: ?Sized> Deref for Alone<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: as `new` asks for, nobody else reaches it; a part of it lives as long as the whole.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for Alone<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and this is borrowed mutably.
        unsafe { self.value.as_mut() }
    }
}

impl<T: ?Sized> Deref for Among<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: as `new` asks for, nobody writes to it; a part of it lives as long as the whole.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Alone<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Among<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
