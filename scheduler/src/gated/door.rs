use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::gate::{GateId, Side};
use crate::world::with;

/// Where one waits, a task or a thread, until somebody else opens it.
///
/// A task has one door at a time: it makes a new one when it is to wait again.
#[derive(Clone, Debug)]
pub struct Door(Inner);

#[derive(Clone, Debug)]
enum Inner {
    /// The left gate of the object that stands for the task.
    Task {
        object: u32,
    },
    Thread(Arc<(Mutex<bool>, Condvar)>),
}

impl Door {
    /// Makes the door of whoever calls it, closed.
    pub fn new() -> Self {
        let inside = with(|world| {
            let object = world.task(world.current()).object;
            let side = Side::Left;
            world.close(GateId { object, side });
            Inner::Task { object }
        });
        Self(inside.unwrap_or_else(|| Inner::Thread(Arc::default())))
    }

    pub(super) fn gate(&self) -> GateId {
        let Inner::Task { object } = self.0 else {
            panic!(
                "who waits outside of an execution cannot be woken in one, nor the other way round"
            );
        };
        let side = Side::Left;
        GateId { object, side }
    }

    pub(super) fn open_outside(&self) {
        if let Inner::Thread(door) = &self.0 {
            *door.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
            door.1.notify_all();
        }
    }

    /// Waits on this thread until it is open, but no longer than that, if it says how long.
    pub(super) fn wait(&self, within: Option<Duration>) {
        let Inner::Thread(door) = &self.0 else {
            return;
        };
        let is_open = door.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_closed = |is_open: &mut bool| !*is_open;
        match within {
            None => drop(door.1.wait_while(is_open, is_closed)),
            Some(within) => drop(door.1.wait_timeout_while(is_open, within, is_closed)),
        }
    }
}

impl Default for Door {
    fn default() -> Self {
        Self::new()
    }
}
