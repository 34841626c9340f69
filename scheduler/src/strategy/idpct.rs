use std::ops::RangeInclusive;

use super::pct::assert_depths;
use super::{Execution, Pct, Point, Strategy};
use crate::TaskId;

/// [`Pct`] with one depth after another, from the least to the greatest and again.
///
/// It looks for shallow bugs as often as for deep ones, where the depth of a bug is not known.
#[derive(Clone, Debug)]
pub struct IdPct {
    depths: RangeInclusive<u32>,
    pct: Pct,
}

impl IdPct {
    /// The depths that are gone through unless others are given.
    pub const DEPTHS: RangeInclusive<u32> = 2..=6;

    /// Makes the strategy.
    ///
    /// # Panics
    ///
    /// If `depths` is empty or begins with 0.
    pub fn new(depths: RangeInclusive<u32>) -> Self {
        assert_depths(&depths);
        Self {
            depths,
            pct: Pct::default(),
        }
    }

    fn depth(&self, iteration: u64) -> u32 {
        let (&least, &most) = (self.depths.start(), self.depths.end());
        let turn = iteration % (u64::from(most - least) + 1);
        least + u32::try_from(turn).expect("less than there are depths")
    }
}

impl Default for IdPct {
    fn default() -> Self {
        Self::new(Self::DEPTHS)
    }
}

impl Strategy for IdPct {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        let depth = self.depth(execution.iteration);
        self.pct.begin_at(depth, execution);
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.pct.choose(point)
    }
}
