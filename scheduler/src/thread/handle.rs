use std::fmt;
use std::hash::{Hash, Hasher};
use std::panic::Location;
use std::sync::Arc;

use crate::gate::{GateId, Side};
use crate::world::{World, perform, with};
use crate::{Kind, TaskId};

/// A thread, or a task of a controlled execution, as others know it.
#[derive(Clone)]
pub struct Thread(Inner);

#[derive(Clone)]
enum Inner {
    Thread(std::thread::Thread),
    Task(Handle),
}

/// A task of one execution.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    epoch: u32,
    pub(super) task: TaskId,
    name: Option<Arc<str>>,
}

/// What tells threads apart, and the tasks of a controlled execution.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ThreadId(Id);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Id {
    Thread(std::thread::ThreadId),
    Task { epoch: u32, task: TaskId },
}

/// Returns the thread or task that calls it.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::thread;
///
/// let here = thread::current().id();
/// let there = thread::spawn(|| thread::current().id()).join().unwrap();
/// assert_ne!(here, there);
/// ```
pub fn current() -> Thread {
    let task = with(|world| {
        let task = world.current();
        Handle::new(world, task)
    });
    let outside = || Inner::Thread(std::thread::current());
    Thread(task.map_or_else(outside, Inner::Task))
}

impl Thread {
    pub(super) fn of(task: Handle) -> Self {
        Self(Inner::Task(task))
    }

    pub(super) fn outside(thread: std::thread::Thread) -> Self {
        Self(Inner::Thread(thread))
    }

    /// Returns what tells it from others.
    pub fn id(&self) -> ThreadId {
        ThreadId(match &self.0 {
            Inner::Thread(thread) => Id::Thread(thread.id()),
            Inner::Task(handle) => Id::Task {
                epoch: handle.epoch,
                task: handle.task,
            },
        })
    }

    /// Returns its name, if it has one. The task that runs the body of a test is `main`.
    pub fn name(&self) -> Option<&str> {
        match &self.0 {
            Inner::Thread(thread) => thread.name(),
            Inner::Task(handle) => handle.name.as_deref(),
        }
    }

    /// Lets it go on when it parks next, or where it is parked.
    ///
    /// # Panics
    ///
    /// If it is a task of another execution.
    #[track_caller]
    pub fn unpark(&self) {
        match &self.0 {
            Inner::Thread(thread) => thread.unpark(),
            Inner::Task(handle) => handle.unpark(Location::caller()),
        }
    }
}

impl Handle {
    pub(super) fn new(world: &World, task: TaskId) -> Self {
        let name = world.task(task).name.text().map(Arc::from);
        let epoch = world.epoch;
        Self { epoch, task, name }
    }

    /// Returns the object that stands for the task.
    pub(super) fn object(&self, world: &World) -> u32 {
        assert!(
            world.epoch == self.epoch,
            "this thread is a task of another execution, which has ended or runs elsewhere"
        );
        world.task(self.task).object
    }

    fn unpark(&self, location: &'static Location<'static>) {
        let find = |world: &mut World| self.object(world);
        let side = Side::Back;
        perform(find, Kind::Unpark, None, location, |world, object| {
            world.open(GateId { object, side });
        });
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Thread");
        shown.field("id", &self.id()).field("name", &self.name());
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Id::Thread(id) => id.fmt(f),
            // The number of the execution differs from run to run.
            Id::Task { task, .. } => f.debug_tuple("ThreadId").field(&task.number()).finish(),
        }
    }
}

impl Hash for ThreadId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0 {
            Id::Thread(id) => id.hash(state),
            Id::Task { task, .. } => task.hash(state),
        }
    }
}
