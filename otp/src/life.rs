use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;

use lockstep_scheduler::Operation;

use crate::{Down, Exit, ExitReason, ProcessId};

/// What others can ask of a process, and whom it tells of its end.
#[derive(Default)]
pub(crate) struct Life {
    /// Why it has ended, once it has.
    pub(crate) ended: Option<ExitReason>,
    /// Why it is to end where it waits, once that is certain.
    pub(crate) doom: Option<ExitReason>,
    pub(crate) links: Vec<ProcessId>,
    /// Who monitors it.
    pub(crate) watchers: Vec<Watcher>,
    /// Whom it monitors.
    pub(crate) monitors: Vec<Monitored>,
    /// Who is told if a linked process ends; it ends itself if nobody is.
    pub(crate) trap: Option<Rc<dyn Fn(Exit)>>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Watcher {
    pub(crate) monitor: u64,
    pub(crate) process: ProcessId,
    /// What the news do where they arrive, if that is not its mailbox.
    pub(crate) arrival: Option<Operation>,
}

pub(crate) struct Monitored {
    pub(crate) monitor: u64,
    pub(crate) process: ProcessId,
    pub(crate) tell: Tell,
}

/// What is done when a monitored process has ended.
pub(crate) enum Tell {
    Do(Box<dyn FnOnce(Down)>),
    /// Somebody waits for that, or for a reply.
    Caller(Arc<dyn Waits>, &'static Location<'static>),
}

/// What somebody waits at for a reply.
pub(crate) trait Waits {
    /// Puts in that there will be none.
    fn end(&self, reason: ExitReason, location: &'static Location<'static>);
}

impl Tell {
    pub(crate) fn tell(self, down: Down) {
        match self {
            Self::Do(act) => act(down),
            Self::Caller(waits, location) => waits.end(down.reason, location),
        }
    }
}

impl Life {
    pub(crate) fn is_over(&self) -> bool {
        self.ended.is_some() || self.doom.is_some()
    }

    /// Returns true if somebody is linked to it or monitors it. Who has called it and waits for a reply asked
    /// for that, and not to be told of its end.
    pub(crate) fn is_watched(&self) -> bool {
        let mut watchers = self.watchers.iter();
        !self.links.is_empty() || watchers.any(|watcher| watcher.arrival.is_none())
    }

    pub(crate) fn add_link(&mut self, other: ProcessId) {
        if !self.links.contains(&other) {
            self.links.push(other);
        }
    }

    pub(crate) fn remove_link(&mut self, other: ProcessId) {
        self.links.retain(|link| *link != other);
    }

    /// Returns whom it watches by a monitor, if that has not ended.
    pub(crate) fn monitored_by(&self, monitor: u64) -> Option<ProcessId> {
        let mut monitors = self.monitors.iter();
        let it = monitors.find(|one| one.monitor == monitor)?;
        Some(it.process)
    }

    pub(crate) fn take_monitor(&mut self, monitor: u64) -> Option<Monitored> {
        let place = self
            .monitors
            .iter()
            .position(|one| one.monitor == monitor)?;
        Some(self.monitors.swap_remove(place))
    }
}
