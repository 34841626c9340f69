use std::fmt;

use lockstep_scheduler::tasks::Crash;

use crate::ProcessId;

/// Why a process ended, or is asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExitReason {
    /// It has done what it was to do: its function returned.
    Normal,
    /// It was asked to end in good order.
    Shutdown,
    /// It was ended by [`kill`](crate::kill), which nobody can trap.
    Killed,
    /// There was no such process any more.
    NoProcess,
    /// The node that it was on cannot be reached, or has stopped.
    NoConnection,
    /// It panicked.
    Crash(Crash),
    /// Whatever else it said.
    Other(String),
}

/// The signal that a linked process has ended, as a message to one who traps exits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Who ended, or asked this process to.
    pub from: ProcessId,
    /// Why.
    pub reason: ExitReason,
}

/// What a process panics with that is to end: its destructors run.
pub(crate) struct Dying(pub(crate) ExitReason);

impl ExitReason {
    /// Returns true if it is no sign of trouble: normal or shutdown.
    pub fn is_orderly(&self) -> bool {
        matches!(self, Self::Normal | Self::Shutdown)
    }
}

impl From<&str> for ExitReason {
    fn from(reason: &str) -> Self {
        Self::Other(reason.to_owned())
    }
}

impl fmt::Display for ExitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Normal => f.write_str("normal"),
            Self::Shutdown => f.write_str("shutdown"),
            Self::Killed => f.write_str("killed"),
            Self::NoProcess => f.write_str("no process"),
            Self::NoConnection => f.write_str("no connection"),
            Self::Crash(crash) => write!(f, "{crash}"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}
