use std::ops::RangeInclusive;

use super::{Execution, Pct, Point, Random, Strategy};
use crate::TaskId;

/// [`Pct`] for the first half of the steps that an execution may take, and [`Random`] from then on.
///
/// A loop that waits for a task of low priority comes to its end, however it waits. It is half of the
/// most steps and not half of those that an execution before it took: programs that come to an end by
/// themselves are then run as by [`Pct`], and what goes wrong late in them is found.
#[derive(Clone, Debug)]
pub struct FairPct {
    pct: Pct,
    random: Random,
    /// The first step that is left to chance.
    fair_from: u64,
}

impl FairPct {
    /// Makes the strategy with a depth drawn anew for each execution, all in `depths` equally likely.
    ///
    /// # Panics
    ///
    /// If `depths` is empty or begins with 0.
    pub fn new(depths: RangeInclusive<u32>) -> Self {
        Self {
            pct: Pct::new(depths),
            random: Random::new(),
            fair_from: 0,
        }
    }
}

impl Default for FairPct {
    fn default() -> Self {
        Self::new(Pct::DEPTHS)
    }
}

impl Strategy for FairPct {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.fair_from = execution.steps_max / 2;
        let random = Execution {
            seed: execution.seed.derive(0),
            ..*execution
        };
        self.pct.begin(execution) && self.random.begin(&random)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        if point.step() < self.fair_from {
            self.pct.choose(point)
        } else {
            self.random.choose(point)
        }
    }
}
