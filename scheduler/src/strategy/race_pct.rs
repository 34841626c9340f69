use std::ops::RangeInclusive;
use std::sync::Arc;

use lockstep_seed::{Seed, Stream};

use super::contention::Contention;
use super::demotions::Demotions;
use super::looks::Looks;
use super::pct::{assert_depths, draw_depth};
use super::priorities::Priorities;
use super::{Execution, Pct, Point, Profile, Strategy};
use crate::{Kind, TaskId};

/// [`Pct`] that demotes a task only before an operation that races.
///
/// These are the operations on objects that several tasks used at once and one wrote, in an execution
/// before this one: what is done there is known by its place in the source. A long task that uses little
/// of what is shared has few of them, and it is likelier that a demotion is drawn where it matters. As
/// long as no such execution is known, every operation counts.
///
/// # Sources
///
/// The idea of change points at racing operations alone is that of trace-aware PCT, of which we know no
/// more than that a bug of depth `d` among `n` of them is found with a probability of at least
/// 1/`n`^(`d` − 1).
#[derive(Clone, Debug)]
pub struct RacePct {
    depths: RangeInclusive<u32>,
    stream: Stream,
    priorities: Priorities,
    demotions: Demotions,
    looks: Looks,
    contention: Option<Arc<Contention>>,
}

impl RacePct {
    /// The depths that are drawn unless others are given.
    pub const DEPTHS: RangeInclusive<u32> = Pct::DEPTHS;

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
            contention: None,
        }
    }

    fn races(&self, point: &Point<'_>, task: TaskId) -> bool {
        let contention = self.contention.as_ref();
        contention.is_none_or(|contention| contention.has(point.next_of(task)))
    }
}

impl Default for RacePct {
    fn default() -> Self {
        Self::new(Self::DEPTHS)
    }
}

impl Strategy for RacePct {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.stream = execution.seed.stream();
        self.priorities.clear();
        self.looks = Looks::NONE;
        self.contention = execution.profile.map(Profile::contention);
        let depth = draw_depth(&self.depths, &mut self.stream);
        let races = match &self.contention {
            Some(contention) => contention.choices,
            None => execution.steps_max,
        };
        self.demotions
            .draw(u64::from(depth - 1), races, &mut self.stream);
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.priorities.meet(point, &mut self.stream);
        if point.last().kind == Kind::Yield || self.looks.are_too_many(point) {
            self.priorities.sink(point.current());
        }
        let mut place = self.priorities.highest(point);
        if point.ready_count() > 1
            && self.races(point, self.priorities.task(place))
            && self.demotions.is_due()
        {
            self.priorities.demote(place, &mut self.stream);
            place = self.priorities.highest(point);
        }
        self.priorities.task(place)
    }
}
