use std::fmt;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Result;

use super::Thread;
use super::handle::Handle;
use crate::gate::Side;
use crate::world::{World, is_controlled, perform, reach, with};
use crate::{Kind, ObjectId, Operation, TaskId};

/// The right to wait for a task or thread, and to get what it returned.
pub struct JoinHandle<T> {
    thread: Thread,
    inner: Inner<T>,
}

enum Inner<T> {
    Thread(std::thread::JoinHandle<T>),
    Task { handle: Handle, packet: Packet<T> },
}

/// What a task returned, once it has ended. Only one task runs at a time: it is never waited for.
type Packet<T> = Arc<Mutex<Option<T>>>;

/// Runs `main` beside what runs already.
///
/// # Panics
///
/// If the system has no room for another thread.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::thread;
///
/// let sum = thread::spawn(|| (1..=10).sum::<u32>());
/// assert_eq!(sum.join().unwrap(), 55);
/// ```
#[track_caller]
pub fn spawn<F, T>(main: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    if is_controlled() {
        return spawn_inside(About::default(), main, Location::caller());
    }
    JoinHandle::outside(std::thread::spawn(main))
}

/// What a task is to have.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) name: Option<String>,
    pub(super) stack_bytes: usize,
}

/// Runs `main` as a task of the execution on this thread.
pub(super) fn spawn_inside<F, T>(
    about: About,
    main: F,
    location: &'static Location<'static>,
) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let packet = Packet::default();
    let result = Arc::clone(&packet);
    let main = move || {
        let value = main();
        *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    };
    let handle = spawn_task(about, Box::new(main), location);
    JoinHandle {
        thread: Thread::of(handle.clone()),
        inner: Inner::Task { handle, packet },
    }
}

/// Adds a task that nobody joins to the execution on this thread.
pub(crate) fn spawn_unowned(
    name: Option<String>,
    main: Box<dyn FnOnce()>,
    location: &'static Location<'static>,
) -> TaskId {
    let stack_bytes = 0;
    spawn_task(About { name, stack_bytes }, main, location).task
}

/// Adds a task to the execution on this thread.
pub(super) fn spawn_task(
    about: About,
    main: Box<dyn FnOnce()>,
    location: &'static Location<'static>,
) -> Handle {
    let operation = Operation {
        object: ObjectId::NONE,
        kind: Kind::Spawn,
        location,
    };
    reach(operation, None);
    let handle = with(|world| {
        let task = world.spawn(about.name, main, location);
        world.ask_for_stack(about.stack_bytes);
        Handle::new(world, task)
    });
    handle.expect("tasks are spawned in executions")
}

impl<T> JoinHandle<T> {
    pub(super) fn outside(handle: std::thread::JoinHandle<T>) -> Self {
        Self {
            thread: Thread::outside(handle.thread().clone()),
            inner: Inner::Thread(handle),
        }
    }

    /// Waits until it has ended, and returns what it returned.
    ///
    /// # Errors
    ///
    /// If it panicked: what it panicked with. In a controlled execution a panic ends the execution.
    ///
    /// # Panics
    ///
    /// If it was spawned in another execution.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        match self.inner {
            Inner::Thread(handle) => handle.join(),
            Inner::Task { handle, packet } => {
                wait_for(&handle, Location::caller());
                let value = packet.lock().unwrap_or_else(PoisonError::into_inner).take();
                Ok(value.expect("a task that has ended has returned something"))
            }
        }
    }

    /// Returns true once it has ended.
    ///
    /// # Panics
    ///
    /// If it was spawned in another execution that has not ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        match &self.inner {
            Inner::Thread(handle) => handle.is_finished(),
            Inner::Task { handle, .. } => is_finished(handle, Location::caller()),
        }
    }

    /// Returns the thread or task.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

/// Looks whether a task has ended; after the end of its execution all have.
pub(super) fn is_finished(handle: &Handle, location: &'static Location<'static>) -> bool {
    let find = |world: &mut World| handle.object(world);
    let has_ended = |world: &mut World, _| world.task(handle.task).has_ended;
    perform(find, Kind::IsFinished, None, location, has_ended).unwrap_or(true)
}

/// Waits until a task has ended.
pub(super) fn wait_for(handle: &Handle, location: &'static Location<'static>) {
    let find = |world: &mut World| handle.object(world);
    let waited = perform(find, Kind::Join, Some(Side::Front), location, |_, _| ());
    waited.expect("a task is waited for in its execution");
}

/// Lets others go first.
///
/// # Examples
///
/// ```
/// lockstep_scheduler::thread::yield_now();
/// ```
#[track_caller]
pub fn yield_now() {
    if !is_controlled() {
        return std::thread::yield_now();
    }
    let operation = Operation {
        object: ObjectId::NONE,
        kind: Kind::Yield,
        location: Location::caller(),
    };
    reach(operation, None);
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}
