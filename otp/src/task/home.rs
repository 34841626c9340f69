use std::panic::Location;

use crate::process::{born_without_inbox, tie};
use crate::system::system;
use crate::{Pid, ProcessId, TaskSupervisor, link};

/// Where a task lives.
#[derive(Clone, Copy)]
pub(crate) enum Home {
    /// It is linked to the caller.
    Caller,
    /// It is one of a supervisor's, and linked to the caller, too.
    Both(TaskSupervisor),
    /// It is one of a supervisor's.
    Supervisor(TaskSupervisor),
}

/// A task that was started.
pub(crate) struct Launched {
    pub(crate) process: ProcessId,
    /// What waits until the caller knows it.
    waits: Option<Pid<Go>>,
}

/// Whether a task is to begin that waits for who has started it.
pub(crate) enum Go {
    Now,
    Never,
}

impl Home {
    /// Starts a task, which does nothing before it is told to go.
    pub(crate) fn launch(
        self,
        main: Box<dyn FnOnce() + Send>,
        location: &'static Location<'static>,
    ) -> Launched {
        match self {
            Self::Caller => {
                let node = system().current().node;
                let process = born_without_inbox(node, None, main, location).id;
                // Neither of the two can do anything before.
                tie(process);
                let waits = None;
                Launched { process, waits }
            }
            Self::Both(supervisor) => {
                let launched = supervisor.launch(main);
                link(launched.process);
                launched
            }
            Self::Supervisor(supervisor) => supervisor.launch(main),
        }
    }
}

impl Launched {
    pub(crate) fn waiting(pid: Pid<Go>) -> Self {
        Self {
            process: pid.id(),
            waits: Some(pid),
        }
    }

    pub(crate) fn go(&self) {
        if let Some(pid) = self.waits {
            pid.send(Go::Now);
        }
    }
}
