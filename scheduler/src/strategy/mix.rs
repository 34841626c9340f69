use super::{Execution, Pct, Point, RacePct, ReadsFrom, Strategy, Surw, Urw};
use crate::TaskId;
use crate::estimates::Estimates;

/// Gives each execution to another strategy, in turn: [`Pct`] with depth 2, [`Surw`], [`ReadsFrom`],
/// [`Urw`], and [`RacePct`] with a depth from 2 to 5.
///
/// Each strategy is blind to some bugs. [`Surw`] orders what is done to one object and nothing else;
/// [`ReadsFrom`] knows places in the source and not how often they were passed; [`Urw`] hardly ever leaves
/// a task alone for long, which the two that have priorities do. Who takes turns needs at most as many
/// times more executions than the best of them as there are turns.
///
/// The first comes first because of what it shows to the others: an execution without demotions has
/// about as many choices as those of [`Pct`] will have. Of the executions that others are estimated by
/// each member has one in five.
pub struct Mix {
    members: [Box<dyn Strategy>; 5],
    turn: usize,
}

impl Mix {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self {
            members: [
                Box::new(Pct::new(2..=2)),
                Box::new(Surw::new()),
                Box::new(ReadsFrom::new()),
                Box::new(Urw::new()),
                Box::new(RacePct::new(2..=5)),
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
        // Those that others are estimated by come to each member, too.
        let round = execution.iteration / Estimates::EVERY;
        let turn = (execution.iteration + round) % self.members.len() as u64;
        self.turn = usize::try_from(turn).expect("less than there are members");
        self.members[self.turn].begin(execution)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.members[self.turn].choose(point)
    }
}
