use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ptr;
use std::rc::Rc;

use crate::locals::Found;
use crate::world::with;

/// [`std::thread::LocalKey`]: a value of which each thread has its own, and each task of a controlled
/// execution.
///
/// It is made by [`thread_local!`](crate::thread_local).
pub struct LocalKey<T: 'static> {
    outside: &'static std::thread::LocalKey<T>,
    make: fn() -> T,
}

/// What a thread has kept was dropped already, since the thread is ending.
#[derive(Clone, Copy, Eq, PartialEq)]
#[non_exhaustive]
pub struct AccessError;

/// Declares values of which each thread has its own, and each task of a controlled execution, as
/// [`std::thread_local!`] does.
///
/// A task's are made when it first asks for them, and dropped when it ends, last made, first.
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
///
/// use lockstep_scheduler::{thread, thread_local};
///
/// thread_local! {
///     static CALLS: Cell<u32> = const { Cell::new(0) };
/// }
///
/// CALLS.set(CALLS.get() + 1);
/// let others = thread::spawn(|| CALLS.get()).join().unwrap();
/// assert_eq!((CALLS.get(), others), (1, 0));
/// ```
#[macro_export]
macro_rules! thread_local {
    () => {};
    (
        $(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = const $value:block
        $(; $($rest:tt)*)?
    ) => {
        $(#[$attribute])*
        $visibility static $name: $crate::thread::LocalKey<$type> = {
            ::std::thread_local! {
                static OUTSIDE: $type = const $value;
            }
            fn make() -> $type {
                const { $value }
            }
            $crate::thread::LocalKey::made_by_macro(&OUTSIDE, make)
        };
        $($crate::thread_local! { $($rest)* })?
    };
    (
        $(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $value:expr
        $(; $($rest:tt)*)?
    ) => {
        $(#[$attribute])*
        $visibility static $name: $crate::thread::LocalKey<$type> = {
            ::std::thread_local! {
                static OUTSIDE: $type = make();
            }
            fn make() -> $type {
                $value
            }
            $crate::thread::LocalKey::made_by_macro(&OUTSIDE, make)
        };
        $($crate::thread_local! { $($rest)* })?
    };
}

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    pub const fn made_by_macro(
        outside: &'static std::thread::LocalKey<T>,
        make: fn() -> T,
    ) -> Self {
        Self { outside, make }
    }

    /// Calls `inside` with the value of this thread or task, which is made if it was not yet.
    ///
    /// # Panics
    ///
    /// If the value was dropped already, since the thread is ending.
    pub fn with<F, R>(&'static self, inside: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        match self.try_with(inside) {
            Ok(result) => result,
            Err(error) => panic!(
                "cannot access a Thread Local Storage value during or after destruction: {error:?}"
            ),
        }
    }

    /// Calls `inside` with the value of this thread or task, which is made if it was not yet.
    ///
    /// # Errors
    ///
    /// If the value was dropped already, since the thread is ending.
    pub fn try_with<F, R>(&'static self, inside: F) -> Result<R, AccessError>
    where
        F: FnOnce(&T) -> R,
    {
        let value = match self.find() {
            None => return self.outside.try_with(inside).map_err(|_| AccessError),
            Some(Found::Dropped) => return Err(AccessError),
            Some(Found::Value(value)) => value,
            Some(Found::Nothing) => self.put((self.make)()),
        };
        Ok(inside(Self::as_ours(&value)))
    }

    /// Calls `inside` with the value and `first`, which is given back if there was a value; else it is
    /// the value.
    fn begin_with<R>(&'static self, first: T, inside: impl FnOnce(Option<T>, &T) -> R) -> R {
        match self.find() {
            Some(Found::Nothing) => {
                let value = self.put(first);
                inside(None, Self::as_ours(&value))
            }
            _ => self.with(|value| inside(Some(first), value)),
        }
    }

    /// Finds the value of the task that is running; nothing outside of executions.
    fn find(&'static self) -> Option<Found> {
        with(|world| world.locals.find(world.current(), self.address()))
    }

    fn put(&'static self, value: T) -> Rc<dyn Any> {
        let value: Rc<dyn Any> = Rc::new(value);
        let kept = Rc::clone(&value);
        let replaced = with(|world| {
            let task = world.current();
            world.locals.put(task, self.address(), kept)
        });
        // It may have a destructor that uses the execution.
        drop(replaced);
        value
    }

    fn as_ours(value: &Rc<dyn Any>) -> &T {
        value.downcast_ref().expect("a key has values of one type")
    }

    fn address(&'static self) -> usize {
        ptr::from_ref(self).addr()
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Sets the value of this thread or task.
    ///
    /// # Panics
    ///
    /// If the value was dropped already, since the thread is ending.
    pub fn set(&'static self, value: T) {
        if self.find().is_none() {
            return self.outside.set(value);
        }
        self.begin_with(Cell::new(value), |given, cell| {
            if let Some(given) = given {
                cell.swap(&given);
            }
        });
    }

    /// Returns the value of this thread or task.
    ///
    /// # Panics
    ///
    /// If the value was dropped already, since the thread is ending.
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the value of this thread or task, and leaves the default.
    ///
    /// # Panics
    ///
    /// If the value was dropped already, since the thread is ending.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Sets the value of this thread or task, and returns what it was.
    ///
    /// # Panics
    ///
    /// If the value was dropped already, since the thread is ending.
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Calls `inside` with the value of this thread or task.
    ///
    /// # Panics
    ///
    /// If it is mutably borrowed, or was dropped already, since the thread is ending.
    pub fn with_borrow<F, R>(&'static self, inside: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        self.with(|cell| inside(&cell.borrow()))
    }

    /// Calls `inside` with the value of this thread or task, which it may change.
    ///
    /// # Panics
    ///
    /// If it is borrowed, or was dropped already, since the thread is ending.
    pub fn with_borrow_mut<F, R>(&'static self, inside: F) -> R
    where
        F: FnOnce(&mut T) -> R,
    {
        self.with(|cell| inside(&mut cell.borrow_mut()))
    }

    /// Sets the value of this thread or task.
    ///
    /// # Panics
    ///
    /// If it is borrowed, or was dropped already, since the thread is ending.
    pub fn set(&'static self, value: T) {
        if self.find().is_none() {
            return self.outside.set(value);
        }
        self.begin_with(RefCell::new(value), |given, cell| {
            if let Some(given) = given {
                *cell.borrow_mut() = given.into_inner();
            }
        });
    }

    /// Takes the value of this thread or task, and leaves the default.
    ///
    /// # Panics
    ///
    /// If it is borrowed, or was dropped already, since the thread is ending.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Sets the value of this thread or task, and returns what it was.
    ///
    /// # Panics
    ///
    /// If it is borrowed, or was dropped already, since the thread is ending.
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessError").finish()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("already destroyed")
    }
}

impl std::error::Error for AccessError {}
