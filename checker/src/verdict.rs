use crate::{Counterexample, Limit, Used};

/// What a check says of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "look at the verdict, or use `Checker::assert`"]
pub enum Verdict {
    /// The history is correct; the witness proves it.
    Valid(Witness),
    /// It is not; the counterexample shows why.
    Invalid(Box<Counterexample>),
    /// A limit was reached first. Unknown is never a pass.
    Unknown(Limit),
}

impl Verdict {
    /// Returns `valid`, `invalid` or `unknown`.
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::Valid(_) => "valid",
            Verdict::Invalid(_) => "invalid",
            Verdict::Unknown(_) => "unknown",
        }
    }

    /// Returns true if the history is correct.
    pub fn is_valid(&self) -> bool {
        matches!(self, Verdict::Valid(_))
    }

    /// Returns what judged the history, by key; nothing if no verdict was reached.
    pub fn used(&self) -> &[Used] {
        match self {
            Verdict::Valid(witness) => &witness.used,
            Verdict::Invalid(counterexample) => &counterexample.used,
            Verdict::Unknown(_) => &[],
        }
    }

    /// Returns the counterexample of an invalid history.
    pub fn counterexample(&self) -> Option<&Counterexample> {
        match self {
            Verdict::Invalid(counterexample) => Some(counterexample),
            _ => None,
        }
    }
}

/// A linearization: operations in an order in which they can have taken effect.
///
/// Every completed operation is in it once, those of unknown end at most once, failed ones never.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Witness {
    pub(crate) order: Vec<u32>,
    pub(crate) used: Vec<Used>,
}

impl Witness {
    /// Returns the places of the operations in [`History::operations`](lockstep_history::History::operations),
    /// in the order in which they can have taken effect.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Returns what judged the history, by key.
    pub fn used(&self) -> &[Used] {
        &self.used
    }
}
