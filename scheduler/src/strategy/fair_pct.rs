use std::ops::RangeInclusive;

use super::{Execution, Pct, Point, Random, Strategy};
use crate::TaskId;

/// [`Pct`] for the first half of an execution, and [`Random`] from then on.
///
/// A task of low priority is left alone for at most half as many steps as the first execution took: a
/// loop that waits for it without yielding comes to its end.
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
        let profile = execution.profile;
        self.fair_from = profile.map_or(execution.steps_max, |profile| profile.steps) / 2;
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
