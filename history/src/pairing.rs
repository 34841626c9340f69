use thiserror::Error;

use crate::Kind;

/// A rule of well-formed histories that an event breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Rule {
    /// A process has at most one open operation.
    #[error(
        "its operation from event {open} is still open; a process has one open operation at a time"
    )]
    StillOpen {
        /// The event that invoked the open operation.
        open: u32,
    },
    /// A completion needs an invocation of the same process.
    #[error("it has no open operation; a completion needs an invocation before it")]
    NothingOpen,
    /// A process that does not know how its operation ended does not act again.
    #[error("it ended with info at event {crashed}; after info a process does not act again")]
    ActsAfterInfo {
        /// The `info` event.
        crashed: u32,
    },
}

/// What a process does that acts again after `info`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AfterInfo {
    /// It breaks a rule.
    #[default]
    Refuse,
    /// What follows is read as a new process.
    NewProcess,
}

#[derive(Clone, Copy, Debug, Default)]
enum Phase {
    #[default]
    Idle,
    Open(u32),
    Crashed(u32),
}

/// Pairs invocations with completions, one event at a time.
///
/// Processes are dense numbers from 0, events are numbered from 0 in the order of the history.
#[derive(Debug, Default)]
pub(crate) struct Pairing {
    phases: Vec<Phase>,
    after_info: AfterInfo,
}

impl Pairing {
    pub(crate) fn new(after_info: AfterInfo) -> Self {
        Self {
            phases: Vec::new(),
            after_info,
        }
    }

    /// Returns true if the last operation of the process ended with `info`.
    pub(crate) fn has_crashed(&self, process: u32) -> bool {
        matches!(self.phases.get(process as usize), Some(Phase::Crashed(_)))
    }

    /// Takes the next event and returns the invocation that it completes, if it completes one.
    #[inline]
    pub(crate) fn push(
        &mut self,
        process: u32,
        kind: Kind,
        event: u32,
    ) -> Result<Option<u32>, Rule> {
        let place = process as usize;
        if place >= self.phases.len() {
            self.phases.resize(place + 1, Phase::Idle);
        }
        let phase = &mut self.phases[place];
        match (*phase, kind) {
            (Phase::Crashed(crashed), _) if self.after_info == AfterInfo::Refuse => {
                Err(Rule::ActsAfterInfo { crashed })
            }
            (Phase::Idle | Phase::Crashed(_), Kind::Invoke) => {
                *phase = Phase::Open(event);
                Ok(None)
            }
            (Phase::Open(open), Kind::Invoke) => Err(Rule::StillOpen { open }),
            (Phase::Open(open), Kind::Info) => {
                *phase = Phase::Crashed(event);
                Ok(Some(open))
            }
            (Phase::Open(open), Kind::Ok | Kind::Fail) => {
                *phase = Phase::Idle;
                Ok(Some(open))
            }
            (Phase::Idle | Phase::Crashed(_), _) => Err(Rule::NothingOpen),
        }
    }
}
