use std::ops::RangeInclusive;
use std::sync::Arc;

use super::contention::Contention;
use super::{Execution, Pct, Point, Profile, Strategy};
use crate::TaskId;

/// [`Pct`] that demotes a task only before an operation that races.
///
/// These are the operations on objects that several tasks used at once and one wrote, in an execution
/// before this one: what is done there is known by its place in the source. A long task that uses little
/// of what is shared has few of them, and it is likelier that a demotion is drawn where it matters. As
/// long as no such execution is known, every operation counts.
///
/// # Sources
///
/// The idea of change points at racing operations alone is that of trace-aware PCT, of which we know no
/// more than that a bug of depth `d` among `n` of them is found with a probability of at least
/// 1/`n`^(`d` − 1).
#[derive(Clone, Debug)]
pub struct RacePct {
    pct: Pct,
    contention: Option<Arc<Contention>>,
}

impl RacePct {
    /// The depths that are drawn unless others are given.
    pub const DEPTHS: RangeInclusive<u32> = Pct::DEPTHS;

    /// Makes the strategy with a depth drawn anew for each execution, all in `depths` equally likely.
    ///
    /// # Panics
    ///
    /// If `depths` is empty or begins with 0.
    pub fn new(depths: RangeInclusive<u32>) -> Self {
        Self {
            pct: Pct::new(depths),
            contention: None,
        }
    }
}

impl Default for RacePct {
    fn default() -> Self {
        Self::new(Self::DEPTHS)
    }
}

impl Strategy for RacePct {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.contention = execution.profile.map(Profile::contention);
        let races = match &self.contention {
            Some(contention) => contention.choices,
            None => execution.steps_max,
        };
        self.pct.begin_among(races, execution);
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let contention = self.contention.as_ref();
        self.pct.choose_at(point, |task| {
            contention.is_none_or(|contention| contention.has(point.next_of(task)))
        })
    }
}
