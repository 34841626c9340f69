use lockstep_seed::{Seed, Stream};

use super::{Execution, Point, Strategy};
use crate::TaskId;

/// Chooses any of the tasks that can go on, all equally likely.
#[derive(Clone, Debug)]
pub struct Random {
    stream: Stream,
}

impl Random {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self::seeded(Seed::from(0))
    }

    pub(crate) fn seeded(seed: Seed) -> Self {
        Self {
            stream: seed.stream(),
        }
    }
}

impl Default for Random {
    fn default() -> Self {
        Self::new()
    }
}

impl Strategy for Random {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.stream = execution.seed.stream();
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        match point.ready_count() {
            1 => point.nth_ready(0),
            count => {
                let place = self.stream.below(count as u64);
                point.nth_ready(usize::try_from(place).expect("below a count"))
            }
        }
    }
}
