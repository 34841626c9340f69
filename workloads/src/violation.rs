use crate::Share;

/// A wrong answer to put into a history, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// One answer shows a value that nobody ever wrote: every checker has to see it.
    Easy {
        /// Where, as a share of the history's events.
        at: Share,
    },
    /// One answer becomes another that the same operation got elsewhere in the history.
    ///
    /// The history may well stay linearizable: with a small pool of values most do.
    Subtle {
        /// Where, as a share of the history's events.
        at: Share,
    },
}

impl Violation {
    /// Returns where it is to be put, as a share of the history's events.
    pub fn at(self) -> Share {
        match self {
            Violation::Easy { at } | Violation::Subtle { at } => at,
        }
    }
}

/// Where a wrong answer was put, and what it replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injected {
    /// The number of the event that tells the answer, from 0.
    pub event: u32,
    /// The process that got it.
    pub process: u64,
    /// The operation as it was, for people: `read → 3`.
    pub was: String,
    /// The operation as it is now.
    pub now: String,
}
