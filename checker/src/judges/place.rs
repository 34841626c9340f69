use std::fmt;

use lockstep_history::Operation;

use super::Figure;

/// Which operation it is: `process 1 (events 4 to 7)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The number of the event that invoked it, from 0.
    pub invoked: u32,
    /// The number of the event that completed it; `None` if none did.
    pub completed: Option<u32>,
    /// Who did it.
    pub process: u64,
}

impl Place {
    pub(super) fn of<Op, Ret>(operation: &Operation<Op, Ret>) -> Self {
        Self {
            invoked: operation.invoked,
            completed: operation.completed,
            process: operation.process,
        }
    }

    pub(super) fn figure(self) -> Figure {
        Figure::Fields(vec![
            ("process", self.process.into()),
            ("invoked", self.invoked.into()),
            (
                "completed",
                self.completed.map_or(Figure::Nothing, Figure::from),
            ),
        ])
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (process, invoked) = (self.process, self.invoked);
        match self.completed {
            Some(completed) => write!(f, "process {process} (events {invoked} to {completed})"),
            None => write!(f, "process {process} (from event {invoked})"),
        }
    }
}
