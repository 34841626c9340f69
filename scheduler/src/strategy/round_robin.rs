use super::{Execution, Point, Strategy};
use crate::TaskId;

/// Lets each task take one step in turn, by number: the same schedule each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoundRobin;

impl RoundRobin {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self
    }
}

impl Strategy for RoundRobin {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let current = point.current();
        let next = point.ready().find(|&task| task > current);
        next.unwrap_or_else(|| point.nth_ready(0))
    }
}
