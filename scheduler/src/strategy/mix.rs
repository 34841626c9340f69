use super::{Execution, Pct, Point, Pos, Strategy, Urw};
use crate::TaskId;

/// Gives each execution to another strategy, in turn: [`Pct`] with depth 2, [`Pos`], [`Urw`], and [`Pct`]
/// with a depth from 2 to 5.
///
/// Each strategy is blind to some bugs. [`Urw`] finds what goes wrong among ten short tasks ten times
/// as early as the others, and hardly ever what needs one task to be left alone for long, which
/// [`Pct`] finds; [`Pos`] finds what hangs on the order of a few operations in a row. Who takes turns
/// needs at most as many times more executions than the best of them as there are turns, and here
/// every one of the twelve programs in `tests/programs` has its bug found in each of 100 seeds, with
/// medians of at most 200 executions. [`Random`](super::Random) is not among them: there is none where
/// it is ahead of the others, and two that it misses.
///
/// The first comes first because of what it shows to the others: an execution without demotions has
/// about as many choices as those of [`Pct`] will have.
pub struct Mix {
    members: [Box<dyn Strategy>; 4],
    turn: usize,
}

impl Mix {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self {
            members: [
                Box::new(Pct::new(2..=2)),
                Box::new(Pos::new()),
                Box::new(Urw::new()),
                Box::new(Pct::new(2..=5)),
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
