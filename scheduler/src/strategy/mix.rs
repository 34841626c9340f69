use super::{Execution, Pct, Point, Pos, Random, Strategy, Urw};
use crate::TaskId;

/// Gives each execution to another strategy, in turn.
pub struct Mix {
    members: [Box<dyn Strategy>; 5],
    turn: usize,
}

impl Mix {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self {
            members: [
                Box::new(Random::new()),
                Box::new(Pct::new(2..=2)),
                Box::new(Pos::new()),
                Box::new(Urw::new()),
                Box::new(Pct::default()),
            ],
            turn: 0,
        }
    }
}

impl Default for Mix {
    fn default() -> Self {
        Self::new()
    }
}

impl Strategy for Mix {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        let turn = execution.iteration % self.members.len() as u64;
        self.turn = usize::try_from(turn).expect("less than there are members");
        self.members[self.turn].begin(execution)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.members[self.turn].choose(point)
    }
}
