use std::ops::RangeInclusive;

use lockstep_seed::{Seed, Stream};

use super::demotions::Demotions;
use super::looks::Looks;
use super::priorities::Priorities;
use super::{Execution, Point, Strategy};
use crate::{Kind, TaskId};

/// Lets the task with the highest priority go on, and demotes it at a few steps drawn before.
///
/// The tasks get random priorities. A bug of depth `d` needs `d` things to happen in one order: the
/// priorities take care of the first, and `d` − 1 demotions of the others. Demotions are drawn among the
/// steps at which there is a choice, as many as an execution before it had. A demoted task comes anywhere
/// among those that were demoted before: a short program that is demoted everywhere does not go the
/// same way each time.
///
/// A task that yields goes below all others, and so does one that has looked ten times in a row at
/// something that nobody else can have changed in between: a loop that waits for another task lets
/// that one go on.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::Runner;
/// use lockstep_scheduler::strategy::{Named, Pct};
///
/// let drawn = Runner::new().strategy(Named::Pct(Pct::DEPTHS));
/// let fixed = Runner::new().strategy("pct:3");
/// # Ok::<(), lockstep_scheduler::strategy::ParseNamedError>(())
/// ```
///
/// # Sources
///
/// S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, A Randomized Scheduler with Probabilistic
/// Guarantees of Finding Bugs (ASPLOS 2010). Theirs has one depth and counts all steps; to count those
/// with a choice alone found the bugs of the twelve programs in `tests/programs` up to four times as
/// early. A depth that is drawn for each execution is Coyote's.
#[derive(Clone, Debug)]
pub struct Pct {
    depths: RangeInclusive<u32>,
    stream: Stream,
    priorities: Priorities,
    demotions: Demotions,
    looks: Looks,
}

impl Pct {
    /// The depths that are drawn unless others are given.
    pub const DEPTHS: RangeInclusive<u32> = 1..=5;

    /// Makes the strategy with a depth drawn anew for each execution, all in `depths` equally likely.
    ///
    /// # Panics
    ///
    /// If `depths` is empty or begins with 0.
    pub fn new(depths: RangeInclusive<u32>) -> Self {
        assert_depths(&depths);
        Self {
            depths,
            stream: Seed::from(0).stream(),
            priorities: Priorities::default(),
            demotions: Demotions::default(),
            looks: Looks::NONE,
        }
    }

    /// Begins an execution with one depth, whatever it was made with.
    pub(super) fn begin_at(&mut self, depth: u32, execution: &Execution<'_>) {
        self.stream = execution.seed.stream();
        self.restart(depth, choices(execution));
    }

    /// Begins an execution in which about so many moments are expected at which a task can be demoted.
    pub(super) fn begin_among(&mut self, moments: u64, execution: &Execution<'_>) {
        self.stream = execution.seed.stream();
        let depth = draw_depth(&self.depths, &mut self.stream);
        self.restart(depth, moments);
    }

    fn restart(&mut self, depth: u32, moments: u64) {
        self.priorities.clear();
        self.looks = Looks::NONE;
        let count = u64::from(depth - 1);
        self.demotions.draw(count, moments, &mut self.stream);
    }

    /// Chooses a task; `is_moment` tells of the highest one whether it can be demoted now.
    pub(super) fn choose_at(
        &mut self,
        point: &Point<'_>,
        is_moment: impl FnOnce(TaskId) -> bool,
    ) -> TaskId {
        self.priorities.meet(point, &mut self.stream);
        if point.last().kind == Kind::Yield || self.looks.are_too_many(point) {
            self.priorities.sink(point.current());
        }
        let mut place = self.priorities.highest(point);
        if point.ready_count() > 1
            && is_moment(self.priorities.task(place))
            && self.demotions.is_due()
        {
            self.priorities.demote(place, &mut self.stream);
            place = self.priorities.highest(point);
        }
        self.priorities.task(place)
    }
}

impl Default for Pct {
    fn default() -> Self {
        Self::new(Self::DEPTHS)
    }
}

impl Strategy for Pct {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.begin_among(choices(execution), execution);
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.choose_at(point, |_| true)
    }
}

/// Returns how many choices among several tasks an execution is expected to have.
fn choices(execution: &Execution<'_>) -> u64 {
    let profile = execution.profile;
    profile.map_or(execution.steps_max, |profile| profile.choices)
}

/// Checks the depths that a strategy is made with.
#[track_caller]
pub(super) fn assert_depths(depths: &RangeInclusive<u32>) {
    let is_some = !depths.is_empty() && *depths.start() > 0;
    assert!(is_some, "depths are {depths:?}; expected some from 1 on");
}

/// Draws one of some depths.
fn draw_depth(depths: &RangeInclusive<u32>, stream: &mut Stream) -> u32 {
    let (&least, &most) = (depths.start(), depths.end());
    let more = match most - least {
        0 => 0,
        more => stream.below(u64::from(more) + 1),
    };
    least + u32::try_from(more).expect("below the greatest depth")
}
