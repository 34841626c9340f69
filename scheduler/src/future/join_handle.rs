use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::JoinError;
use super::outcome::Outcome;
use crate::world::{perform, with};
use crate::{Kind, ObjectId, Operation, TaskId};

/// The right to wait for an async task, and to get what it returned.
///
/// It is a future: to await it is to join the task. To drop it lets the task go on alone.
pub struct JoinHandle<T> {
    handle: AbortHandle,
    outcome: Arc<Outcome<T>>,
}

/// The right to abort an async task.
#[derive(Clone)]
pub struct AbortHandle {
    epoch: u32,
    task: TaskId,
    object: u32,
    /// Where it was spawned; it is joined there, too, since futures have no place of their own.
    location: &'static Location<'static>,
}

impl<T> JoinHandle<T> {
    pub(super) fn new(
        epoch: u32,
        task: TaskId,
        object: u32,
        location: &'static Location<'static>,
        outcome: Arc<Outcome<T>>,
    ) -> Self {
        let handle = AbortHandle {
            epoch,
            task,
            object,
            location,
        };
        Self { handle, outcome }
    }

    /// Asks the task to end where it waits, as [`AbortHandle::abort`] does.
    #[track_caller]
    pub fn abort(&self) {
        self.handle.abort_at(Location::caller());
    }

    /// Returns true once the task has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished_at(Location::caller())
    }

    /// Returns what can abort the task, for others.
    pub fn abort_handle(&self) -> AbortHandle {
        self.handle.clone()
    }

    /// Returns which task it is.
    pub fn task(&self) -> TaskId {
        self.handle.task
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let operation = Operation {
            object: ObjectId(self.handle.object),
            kind: Kind::Join,
            location: self.handle.location,
        };
        let joined = self.handle.perform(Kind::Join, self.handle.location);
        assert!(joined, "a task is awaited in its execution");
        let polled = self.outcome.poll(context.waker());
        if polled.is_pending() {
            with(|world| world.note_wait(operation));
        }
        polled
    }
}

impl AbortHandle {
    /// Asks the task to end where it waits: it is dropped there instead of being polled again.
    ///
    /// A task that has not begun never begins; one that has ended, or that ends before it waits again, is
    /// as if nobody had asked.
    #[track_caller]
    pub fn abort(&self) {
        self.abort_at(Location::caller());
    }

    /// Returns true once the task has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.is_finished_at(Location::caller())
    }

    /// Returns which task it is.
    pub fn task(&self) -> TaskId {
        self.task
    }

    fn abort_at(&self, location: &'static Location<'static>) {
        if self.perform(Kind::Abort, location) {
            with(|world| world.abort(self.task));
        }
    }

    fn is_finished_at(&self, location: &'static Location<'static>) -> bool {
        let is_here = self.perform(Kind::IsFinished, location);
        // After the end of its execution no task goes on.
        !is_here || with(|world| world.task(self.task).has_ended) == Some(true)
    }

    /// Comes to an operation on the task; false if its execution is not the one that runs.
    fn perform(&self, kind: Kind, location: &'static Location<'static>) -> bool {
        if with(|world| world.epoch) != Some(self.epoch) {
            return false;
        }
        perform(|_| self.object, kind, None, location, |_, _| ()).is_some()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AbortHandle");
        shown.field("task", &self.task).finish_non_exhaustive()
    }
}
