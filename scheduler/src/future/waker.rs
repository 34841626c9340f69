use std::panic::Location;
use std::sync::Arc;
use std::task::{Wake, Waker};

use crate::world::{perform, with};
use crate::{Kind, TaskId};

/// Wakes who polls a future in an execution.
///
/// It does nothing on another thread than that of the execution, nor after its end.
pub(crate) struct TaskWaker {
    epoch: u32,
    task: TaskId,
    /// The object whose front gate it opens.
    object: u32,
    /// Where its poller was spawned, or blocks: whoever calls a waker has no place of its own.
    location: &'static Location<'static>,
}

impl TaskWaker {
    pub(crate) fn of(
        epoch: u32,
        task: TaskId,
        object: u32,
        location: &'static Location<'static>,
    ) -> Waker {
        Waker::from(Arc::new(Self {
            epoch,
            task,
            object,
            location,
        }))
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let is_other = with(|world| {
            let is_here = world.epoch == self.epoch && world.ended().is_none();
            if is_here && world.current() == self.task {
                // It is no matter to anybody else that a task polls itself again.
                world.wake(self.object);
            }
            is_here && world.current() != self.task && !world.task(self.task).has_ended
        });
        if is_other == Some(true) {
            let kind = Kind::WakeTask;
            perform(
                |_| self.object,
                kind,
                None,
                self.location,
                |world, object| {
                    world.wake(object);
                },
            );
        }
    }
}
