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

/// Operations in an order in which they can have taken effect.
///
/// Every completed operation is in it once, those of unknown end at most once, failed ones never. What
/// the order keeps depends on the property:
///
/// | property            | the order                                                               |
/// |---------------------|-------------------------------------------------------------------------|
/// | linearizable        | a linearization: it keeps time, and is possible for the object          |
/// | sequential          | keeps what each process did in turn, and is possible for the object     |
/// | causal              | keeps causes before effects; the views tell what each process saw       |
/// | causal convergence  | keeps causes before effects; a read gets the last write among its causes |
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Witness {
    pub(crate) order: Vec<u32>,
    pub(crate) used: Vec<Used>,
    pub(crate) views: Vec<(u64, Vec<u32>)>,
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

    /// Returns, for causal memory, each process that did something with the order in which it can have
    /// seen all operations: causes before effects, and each of its own reads gets the last write.
    ///
    /// What others read is in it too, at a moment after what they read from, and is not looked at
    /// otherwise.
    pub fn views(&self) -> impl Iterator<Item = (u64, &[u32])> {
        let views = self.views.iter();
        views.map(|(process, order)| (*process, order.as_slice()))
    }
}
