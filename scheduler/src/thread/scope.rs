use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Result;

use super::handle::Handle;
use super::spawn::{is_finished, spawn_task, wait_for};
use super::{Builder, Thread};
use crate::raw::Crew;
pub use crate::raw::Scope;
use crate::world::{is_controlled, with};

/// The right to wait for a thread or task of a scope, and to get what it returned.
pub struct ScopedJoinHandle<'scope, T> {
    thread: Thread,
    inner: Inner,
    packet: Arc<Packet<T>>,
    scope: PhantomData<&'scope ()>,
}

enum Inner {
    Thread(std::thread::JoinHandle<()>),
    Task(Handle),
}

/// What a thread or task has returned, or panicked with.
struct Packet<T> {
    crew: Arc<Crew>,
    result: Mutex<Option<Result<T>>>,
}

/// Calls `main` with a scope, in which threads or tasks can be spawned that borrow what was there
/// before, and waits for all of them.
///
/// # Panics
///
/// If `main` panics, or a thread whose result nobody has asked for.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::thread;
///
/// let mut numbers = [1, 2, 3];
/// thread::scope(|scope| {
///     for number in &mut numbers {
///         scope.spawn(move || *number *= 2);
///     }
/// });
/// assert_eq!(numbers, [2, 4, 6]);
/// ```
#[track_caller]
pub fn scope<'env, F, T>(main: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let location = Location::caller();
    let mut has_panicked = false;
    let result = Scope::enter(main, |scope| {
        wait_for_tasks(scope, location);
        has_panicked = scope.wait_for_threads();
    });
    match result {
        Err(payload) => resume_unwind(payload),
        Ok(_) if has_panicked => panic!("a scoped thread panicked"),
        Ok(result) => result,
    }
}

/// Waits for the tasks of a scope in the order in which they were spawned: they may spawn more.
fn wait_for_tasks(scope: &Scope<'_, '_>, location: &'static Location<'static>) {
    let nth = |place: usize| {
        let tasks = scope.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.get(place).cloned()
    };
    let mut place = 0;
    while let Some(handle) = nth(place) {
        if with(|world| world.task(handle.task).has_ended) == Some(false) {
            wait_for(&handle, location);
        }
        place += 1;
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Runs `main` beside what runs already, until the scope ends at the latest.
    ///
    /// # Panics
    ///
    /// If the system has no room for another thread.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, main: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let spawned = self.spawn_with(Builder::new(), main, Location::caller());
        spawned.expect("failed to spawn thread")
    }

    pub(super) fn spawn_with<F, T>(
        &'scope self,
        builder: Builder,
        main: F,
        location: &'static Location<'static>,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let packet = Arc::new(Packet {
            crew: Arc::clone(self.crew()),
            result: Mutex::new(None),
        });
        let result = Arc::clone(&packet);
        let (thread, inner) = if is_controlled() {
            // A panic goes on: it ends the execution.
            let main = self.lend(move || result.put(Ok(main())));
            let handle = spawn_task(builder.about(), main, location);
            let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.push(handle.clone());
            (Thread::of(handle.clone()), Inner::Task(handle))
        } else {
            let main = self.lend(move || result.put(catch_unwind(AssertUnwindSafe(main))));
            let handle = builder.outside().spawn(main)?;
            let thread = Thread::outside(handle.thread().clone());
            (thread, Inner::Thread(handle))
        };
        Ok(ScopedJoinHandle {
            thread,
            inner,
            packet,
            scope: PhantomData,
        })
    }
}

impl<T> Packet<T> {
    fn put(&self, result: Result<T>) {
        *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    fn take(&self) -> Option<Result<T>> {
        let mut result = self.result.lock().unwrap_or_else(PoisonError::into_inner);
        result.take()
    }
}

impl<T> Drop for Packet<T> {
    fn drop(&mut self) {
        if matches!(self.take(), Some(Err(_))) {
            self.crew.note_panic();
        }
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits until it has ended, and returns what it returned.
    ///
    /// # Errors
    ///
    /// If it panicked: what it panicked with. In a controlled execution a panic ends the execution.
    ///
    /// # Panics
    ///
    /// If it is not in the execution that spawned it.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        match self.inner {
            Inner::Thread(handle) => handle.join()?,
            Inner::Task(handle) => wait_for(&handle, Location::caller()),
        }
        let result = self.packet.take();
        result.expect("what has ended has returned something")
    }

    /// Returns true once it has ended.
    ///
    /// # Panics
    ///
    /// If it is not in the execution that spawned it.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        match &self.inner {
            Inner::Thread(handle) => handle.is_finished(),
            Inner::Task(handle) => is_finished(handle, Location::caller()),
        }
    }

    /// Returns the thread or task.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
