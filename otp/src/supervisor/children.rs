use super::child::shut_down;
use super::{ChildError, ChildKind, ChildSpec, Restart};
use crate::{ExitReason, ProcessId, StartError};

/// A child of a supervisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its id.
    pub id: String,
    /// Whether it is running.
    pub state: ChildState,
    /// What it is.
    pub kind: ChildKind,
}

/// Whether a child is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildState {
    /// It is.
    Running(ProcessId),
    /// It has ended and did not start again; the supervisor is about to try it once more.
    Restarting,
    /// It has ended.
    Ended,
}

/// How many children a supervisor has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChildCount {
    /// All that it knows of.
    pub specs: usize,
    /// Those that are running.
    pub active: usize,
    /// Those that are workers, running or not.
    pub workers: usize,
    /// Those that are supervisors, running or not.
    pub supervisors: usize,
}

impl ChildCount {
    pub(super) fn of(children: &[Child]) -> Self {
        let of_kind = |kind| children.iter().filter(|child| child.kind == kind).count();
        let is_active = |child: &&Child| matches!(child.state, ChildState::Running(_));
        Self {
            specs: children.len(),
            active: children.iter().filter(is_active).count(),
            workers: of_kind(ChildKind::Worker),
            supervisors: of_kind(ChildKind::Supervisor),
        }
    }
}

/// The children of a supervisor, in the order in which they are started.
#[derive(Default)]
pub(super) struct Children(Vec<Slot>);

struct Slot {
    spec: ChildSpec,
    state: ChildState,
}

impl Children {
    pub(super) fn list(&self) -> Vec<Child> {
        let child = |slot: &Slot| Child {
            id: slot.spec.id.clone(),
            state: slot.state,
            kind: slot.spec.kind,
        };
        self.0.iter().map(child).collect()
    }

    pub(super) fn place_of(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|slot| slot.spec.id == id)
    }

    pub(super) fn place_of_process(&self, process: ProcessId) -> Option<usize> {
        let state = ChildState::Running(process);
        self.0.iter().position(|slot| slot.state == state)
    }

    pub(super) fn is_restarting(&self, place: usize) -> bool {
        self.0[place].state == ChildState::Restarting
    }

    /// Adds a child behind the others, and starts it.
    pub(super) fn add(&mut self, spec: ChildSpec) -> Result<ProcessId, ChildError> {
        match self.find(&spec.id).map(|place| self.0[place].state) {
            Err(_) => {}
            Ok(ChildState::Running(process)) => return Err(ChildError::AlreadyStarted(process)),
            Ok(_) => return Err(ChildError::AlreadyPresent),
        }
        let process = spec.start()?;
        let state = ChildState::Running(process);
        self.0.push(Slot { spec, state });
        Ok(process)
    }

    /// Starts one; returns its id if it does not start, and is to be tried again.
    pub(super) fn start_one(&mut self, place: usize) -> Result<(), String> {
        let started = self.start(place);
        started.map(|_| ()).map_err(|_| {
            let slot = &mut self.0[place];
            slot.state = ChildState::Restarting;
            slot.spec.id.clone()
        })
    }

    /// Starts those from a place on, until one does not start: as [`start_one`](Self::start_one).
    pub(super) fn start_from(&mut self, place: usize) -> Result<(), String> {
        (place..self.0.len()).try_for_each(|place| self.start_one(place))
    }

    fn start(&mut self, place: usize) -> Result<ProcessId, StartError> {
        let slot = &mut self.0[place];
        let process = slot.spec.start()?;
        slot.state = ChildState::Running(process);
        Ok(process)
    }

    /// Starts one that has ended, because it was asked for.
    pub(super) fn restart(&mut self, id: &str) -> Result<ProcessId, ChildError> {
        let place = self.find_ended(id)?;
        Ok(self.start(place)?)
    }

    pub(super) fn delete(&mut self, id: &str) -> Result<(), ChildError> {
        let place = self.find_ended(id)?;
        self.0.remove(place);
        Ok(())
    }

    /// Ends one because it was asked for.
    pub(super) fn terminate(&mut self, id: &str) -> Result<(), ChildError> {
        let place = self.find(id)?;
        self.end(place);
        Ok(())
    }

    /// Ends those from a place on, the last first.
    pub(super) fn end_from(&mut self, first: usize) {
        for place in (first..self.0.len()).rev() {
            self.end(place);
        }
    }

    /// Notes that one has ended, and returns true if it is to be started again.
    pub(super) fn note_end(&mut self, place: usize, reason: &ExitReason) -> bool {
        let slot = &mut self.0[place];
        slot.state = ChildState::Ended;
        match slot.spec.restart {
            Restart::Permanent => true,
            Restart::Transient => !reason.is_orderly(),
            Restart::Temporary => {
                self.0.remove(place);
                false
            }
        }
    }

    fn end(&mut self, place: usize) {
        let slot = &mut self.0[place];
        if let ChildState::Running(process) = slot.state {
            shut_down(process, slot.spec.shutdown);
        }
        slot.state = ChildState::Ended;
        if slot.spec.restart == Restart::Temporary {
            self.0.remove(place);
        }
    }

    fn find(&self, id: &str) -> Result<usize, ChildError> {
        self.place_of(id).ok_or(ChildError::NotFound)
    }

    fn find_ended(&self, id: &str) -> Result<usize, ChildError> {
        let place = self.find(id)?;
        match self.0[place].state {
            ChildState::Running(process) => Err(ChildError::Running(process)),
            ChildState::Restarting => Err(ChildError::Restarting),
            ChildState::Ended => Ok(place),
        }
    }
}
