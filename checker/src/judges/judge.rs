use std::fmt;

use lockstep_history::History;

use super::Figure;

/// What judges a history by a rule of its own.
pub trait Judge {
    /// What clients asked for.
    type Op;
    /// What they were told.
    type Ret;
    /// What is found out.
    type Report: Report;

    /// Judges a history.
    fn judge(&self, history: &History<Self::Op, Self::Ret>) -> Self::Report;

    /// Panics with the printed report unless the rule holds.
    ///
    /// # Panics
    ///
    /// If the finding is [`Finding::Invalid`] or [`Finding::Unknown`]: unknown is never a pass.
    #[track_caller]
    fn assert(&self, history: &History<Self::Op, Self::Ret>) {
        let report = self.judge(history);
        match report.finding() {
            Finding::Valid => {}
            Finding::Invalid => panic!("{report}"),
            Finding::Unknown(untested) => panic!("nobody knows: {untested}\n{report}"),
        }
    }
}

/// What a judge found out: plain data, which prints as lines for people.
pub trait Report: fmt::Display {
    /// Returns whether the rule holds.
    fn finding(&self) -> Finding;

    /// Returns all that was counted, by name, for programs.
    fn figures(&self) -> Vec<(&'static str, Figure)>;
}

/// Whether the rule of a judge holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "look at the finding, or use `Judge::assert`"]
pub enum Finding {
    /// It does.
    Valid,
    /// It does not; the report says where.
    Invalid,
    /// The history does not tell. That is never a pass.
    Unknown(Untested),
}

impl Finding {
    /// Returns `valid`, `invalid` or `unknown`.
    pub fn name(&self) -> &'static str {
        match self {
            Finding::Valid => "valid",
            Finding::Invalid => "invalid",
            Finding::Unknown(_) => "unknown",
        }
    }
}

/// What a history leaves untested.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Untested {
    /// No client did anything.
    Everything,
    /// No operation of this name completed with a result that was looked at.
    Results {
        /// The name.
        of: &'static str,
    },
    /// No operation of these names completed with `ok`.
    Operations {
        /// The names.
        names: Vec<String>,
    },
    /// Elements that were put into a queue did not come out, and nobody looked whether they are inside.
    Inside {
        /// How many.
        elements: u64,
    },
    /// No element was put into a queue for certain, and none came out.
    Elements,
    /// No element of a set was known before a read began, nor seen.
    Known,
}

impl fmt::Display for Untested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Untested::Everything => f.write_str("nothing was tested: no client did anything"),
            Untested::Results { of } => {
                write!(f, "nothing was tested: no {of} completed with a result")
            }
            Untested::Operations { names } => {
                let names = names.join(", ");
                write!(f, "never completed with ok, and so was not tested: {names}")
            }
            Untested::Inside { elements: 1 } => f.write_str(
                "1 element is inside or lost: no dequeue found the queue empty after it was put in",
            ),
            Untested::Inside { elements } => write!(
                f,
                "{elements} elements are inside or lost: no dequeue found the queue empty after they were \
                 put in"
            ),
            Untested::Elements => f.write_str(
                "nothing was tested: no element was put in for certain, and none came out",
            ),
            Untested::Known => f.write_str(
                "nothing was tested: no read began after an element was known, and none saw one",
            ),
        }
    }
}
