//! `crossbeam::thread`: threads that borrow from the one that waits for them.

use std::any::Any;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use lockstep_scheduler::gated::is_in_execution;
use lockstep_scheduler::thread::{self, Builder, Result, Thread};

/// Where threads or tasks can be spawned that borrow what was there before.
///
/// Crossbeam's has one lifetime; to write this one's type, use `Scope<'_, 'env>`.
pub struct Scope<'scope, 'env: 'scope>(&'scope thread::Scope<'scope, 'env>);

/// A thread or task of a scope with a name, or a stack of its own size.
pub struct ScopedThreadBuilder<'scope, 'env: 'scope> {
    scope: Scope<'scope, 'env>,
    builder: Builder,
}

/// The right to wait for a thread or task of a scope, and to get what it returned.
pub struct ScopedJoinHandle<'scope, T>(thread::ScopedJoinHandle<'scope, T>);

/// Calls `main` with a scope, and waits for all that was spawned in it.
///
/// # Errors
///
/// If a thread has panicked whose result nobody has asked for. In an execution a panic ends the
/// execution.
///
/// # Panics
///
/// If `main` panics.
///
/// # Examples
///
/// ```
/// let mut numbers = [1, 2, 3];
/// lockstep_crossbeam::scope(|scope| {
///     for number in &mut numbers {
///         scope.spawn(move |_| *number *= 2);
///     }
/// })
/// .unwrap();
/// assert_eq!(numbers, [2, 4, 6]);
/// ```
#[track_caller]
pub fn scope<'env, F, R>(main: F) -> Result<R>
where
    F: for<'scope> FnOnce(&Scope<'scope, 'env>) -> R,
{
    if is_in_execution() {
        return Ok(thread::scope(|inner| main(&Scope(inner))));
    }
    let run = || {
        thread::scope(|inner| {
            let scope = Scope(inner);
            catch_unwind(AssertUnwindSafe(|| main(&scope)))
        })
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(payload)) => resume_unwind(payload),
        Err(payload) => Err(Box::new(vec![payload]) as Box<dyn Any + Send>),
    }
}

impl<'scope, 'env> Scope<'scope, 'env> {
    /// Runs `main` beside what runs already, until the scope ends at the latest.
    ///
    /// # Panics
    ///
    /// If the system has no room for another thread.
    #[track_caller]
    pub fn spawn<F, T>(&self, main: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce(&Scope<'scope, 'env>) -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let scope = Self(self.0);
        ScopedJoinHandle(self.0.spawn(move || main(&scope)))
    }

    /// Begins to say what a thread or task is like.
    pub fn builder(&self) -> ScopedThreadBuilder<'scope, 'env> {
        ScopedThreadBuilder {
            scope: Self(self.0),
            builder: Builder::new(),
        }
    }
}

impl<'scope, 'env> ScopedThreadBuilder<'scope, 'env> {
    /// Gives it a name.
    #[must_use = "spawn it"]
    pub fn name(mut self, name: String) -> Self {
        self.builder = self.builder.name(name);
        self
    }

    /// Says how large its stack is to be, in bytes.
    #[must_use = "spawn it"]
    pub fn stack_size(mut self, size: usize) -> Self {
        self.builder = self.builder.stack_size(size);
        self
    }

    /// Runs `main` beside what runs already, until the scope ends at the latest.
    ///
    /// # Errors
    ///
    /// If the system has no room for another thread.
    #[track_caller]
    pub fn spawn<F, T>(self, main: F) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce(&Scope<'scope, 'env>) -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let scope = self.scope;
        let inner = scope.0;
        let spawned = self.builder.spawn_scoped(inner, move || main(&scope));
        spawned.map(ScopedJoinHandle)
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits until it has ended, and returns what it returned.
    ///
    /// # Errors
    ///
    /// If it panicked: what it panicked with. In an execution a panic ends the execution.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.0.join()
    }

    /// Returns the thread or task.
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Scope { .. }")
    }
}

impl fmt::Debug for ScopedThreadBuilder<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ScopedThreadBuilder { .. }")
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ScopedJoinHandle { .. }")
    }
}
