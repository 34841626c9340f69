use std::ops::RangeInclusive;

use lockstep_seed::{Seed, Stream};

use super::priorities::Priorities;
use super::{Execution, Point, Strategy};
use crate::{Kind, ObjectId, TaskId};

/// Lets the task with the highest priority go on, and demotes it at a few steps drawn before.
///
/// The tasks get random priorities. A bug of depth `d` needs `d` things to happen in one order: the
/// priorities take care of the first, and `d` − 1 demotions of the others. Demotions are drawn among the
/// steps at which there is a choice, as many as the first execution had. A demoted task comes anywhere
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
    /// How many steps were chosen among several tasks so far.
    choices: u64,
    // invariant: descending, so that the next one is the last
    demotions: Vec<u64>,
    looks: Looks,
}

/// How often the last task looked at the same thing in a row.
#[derive(Clone, Copy, Debug)]
struct Looks {
    task: TaskId,
    object: ObjectId,
    count: u32,
}

/// So many looks in a row are taken for waiting.
const LOOKS_MAX: u32 = 10;

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
            choices: 0,
            demotions: Vec::new(),
            looks: Looks::NONE,
        }
    }

    /// Begins an execution with one depth, whatever it was made with.
    pub(super) fn begin_at(&mut self, depth: u32, execution: &Execution<'_>) {
        self.stream = execution.seed.stream();
        self.restart(depth, execution);
    }

    fn restart(&mut self, depth: u32, execution: &Execution<'_>) {
        self.priorities.clear();
        self.choices = 0;
        self.looks = Looks::NONE;
        let profile = execution.profile;
        let choices = profile.map_or(execution.steps_max, |profile| profile.choices);
        let count = u64::from(depth - 1).min(choices);
        self.draw(count, choices);
    }

    /// Draws demotions among so many choices, all sets of that many equally likely.
    fn draw(&mut self, count: u64, choices: u64) {
        self.demotions.clear();
        for bound in choices - count..choices {
            // R. Floyd's way: one that is drawn twice stands for the greatest, which is new.
            let drawn = self.stream.below(bound + 1);
            let is_new = !self.demotions.contains(&drawn);
            self.demotions.push(if is_new { drawn } else { bound });
        }
        self.demotions.sort_unstable_by(|a, b| b.cmp(a));
    }

    fn is_demotion(&mut self) -> bool {
        let is_demotion = self.demotions.last() == Some(&self.choices);
        if is_demotion {
            self.demotions.pop();
        }
        is_demotion
    }
}

impl Default for Pct {
    fn default() -> Self {
        Self::new(Self::DEPTHS)
    }
}

impl Strategy for Pct {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.stream = execution.seed.stream();
        let (&least, &most) = (self.depths.start(), self.depths.end());
        let more = match most - least {
            0 => 0,
            more => self.stream.below(u64::from(more) + 1),
        };
        let depth = least + u32::try_from(more).expect("below the greatest depth");
        self.restart(depth, execution);
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.priorities.meet(point, &mut self.stream);
        if point.last().kind == Kind::Yield || self.looks.are_too_many(point) {
            self.priorities.sink(point.current());
        }
        let mut place = self.priorities.highest(point);
        if point.ready_count() > 1 {
            if self.is_demotion() {
                self.priorities.demote(place, &mut self.stream);
                place = self.priorities.highest(point);
            }
            self.choices += 1;
        }
        self.priorities.task(place)
    }
}

impl Looks {
    const NONE: Self = Self {
        task: TaskId::NOBODY,
        object: ObjectId::NONE,
        count: 0,
    };

    fn are_too_many(&mut self, point: &Point<'_>) -> bool {
        let last = point.last();
        let (task, object) = (point.current(), last.object);
        let changes_nothing = matches!(
            last.kind,
            Kind::Load | Kind::TryLock | Kind::TryRead | Kind::TryWrite | Kind::TryReceive
        );
        let is_again = changes_nothing && (task, object) == (self.task, self.object);
        self.count = if is_again { self.count + 1 } else { 1 };
        (self.task, self.object) = (task, object);
        self.count.is_multiple_of(LOOKS_MAX)
    }
}

/// Checks the depths that a strategy is made with.
#[track_caller]
pub(super) fn assert_depths(depths: &RangeInclusive<u32>) {
    let is_some = !depths.is_empty() && *depths.start() > 0;
    assert!(is_some, "depths are {depths:?}; expected some from 1 on");
}
