use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::TaskId;
use crate::blocks::{Blocks, Move};
use crate::execution::Executed;
use crate::failure::Category;
use crate::rerun::Rerun;
use crate::strategy::{Counted, Replay, Unfollowed};

/// The simplest failing execution that was found, and how.
pub(crate) struct Simplest {
    pub(crate) executed: Executed,
    pub(crate) cost: Cost,
    /// What the first execution cost.
    pub(crate) cost_before: Cost,
    /// How many executions it took to find.
    pub(crate) replays: u64,
}

/// What makes a schedule hard to understand, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    /// How often a task was left that could have gone on.
    pub(crate) preemptions: u64,
    /// How many turns the tasks took.
    pub(crate) turns: usize,
    pub(crate) steps: usize,
}

/// How many executions a search for a simpler one may take.
const REPLAYS_MAX: u64 = 500;
/// How many steps they may take together.
const STEPS_MAX: u64 = 1_000_000;
/// How many tasks they may leave behind: the stacks of failing executions are not used again.
const TASKS_MAX: u64 = 20_000;
/// How many milliseconds they may take together, where a body does much between its operations. Only
/// a body that is stopped by this can be shrunk differently on another day.
const MILLISECONDS_MAX: u128 = 30_000;
/// The longest schedule, in turns, for which moves of two steps are tried.
const TURNS_FOR_PAIRS: usize = 24;

/// Looks for a simpler schedule with a failure of the same category.
///
/// It drops, merges and cuts turns as long as one such move makes the schedule simpler, and tries two
/// at once where none does. It returns nothing if the first schedule does not fail again.
pub(crate) fn shrink(rerun: &Rerun, schedule: &[TaskId], category: &Category) -> Option<Simplest> {
    let first = Blocks::of(schedule.iter().copied());
    let (executed, cost) = run(rerun, &first);
    if !fails(&executed, category) {
        return None;
    }
    let (steps, tasks) = (executed.steps.len() as u64, executed.tasks.len() as u64);
    let replays_max = (STEPS_MAX / steps.max(1)).min(TASKS_MAX / tasks.max(1));
    let mut shrinking = Shrinking {
        rerun,
        category,
        blocks: Blocks::of(executed.steps.iter().map(|step| step.task)),
        best: Simplest {
            executed,
            cost,
            cost_before: cost,
            replays: 1,
        },
        tried: HashSet::from([first]),
        replays_max: replays_max.min(REPLAYS_MAX),
        begun: Instant::now(),
    };
    shrinking.run();
    Some(shrinking.best)
}

struct Shrinking<'a> {
    rerun: &'a Rerun,
    category: &'a Category,
    best: Simplest,
    blocks: Blocks,
    tried: HashSet<Blocks>,
    replays_max: u64,
    begun: Instant,
}

impl Shrinking<'_> {
    fn run(&mut self) {
        self.cut();
        loop {
            let before = self.best.cost;
            self.remove();
            self.merge();
            if self.best.cost == before && !self.pairs() {
                return;
            }
        }
    }

    /// Cuts the schedule off after a part of it.
    fn cut(&mut self) {
        for eighths in [0, 1, 2, 4, 6] {
            let first = self.blocks.len() * eighths / 8;
            let count = self.blocks.len();
            if self.has(Move::Remove { first, count }) {
                return;
            }
        }
    }

    /// Drops runs of turns, long ones first.
    fn remove(&mut self) {
        let mut count = self.blocks.len() / 2;
        while count > 0 {
            let mut first = 0;
            while first < self.blocks.len() {
                if !self.has(Move::Remove { first, count }) {
                    first += count;
                }
            }
            count /= 2;
        }
    }

    fn merge(&mut self) {
        let mut turn = 0;
        while turn < self.blocks.len() {
            if !self.has(Move::Advance { turn }) && !self.has(Move::Delay { turn }) {
                turn += 1;
            }
        }
    }

    /// Makes two moves of which neither alone makes it simpler; false if there are no such two.
    fn pairs(&mut self) -> bool {
        if self.best.cost.preemptions < 2 || self.blocks.len() > TURNS_FOR_PAIRS {
            return false;
        }
        let blocks = self.blocks.clone();
        for first in blocks.moves() {
            let Some(between) = blocks.after(first) else {
                continue;
            };
            for second in between.moves() {
                if between.after(second).is_some_and(|after| self.tries(after)) {
                    return true;
                }
            }
        }
        false
    }

    fn has(&mut self, step: Move) -> bool {
        self.blocks
            .after(step)
            .is_some_and(|after| self.tries(after))
    }

    fn is_used_up(&self) -> bool {
        self.best.replays >= self.replays_max || self.begun.elapsed().as_millis() > MILLISECONDS_MAX
    }

    /// Runs a schedule, and keeps it if it is simpler and fails in the same way.
    fn tries(&mut self, blocks: Blocks) -> bool {
        if self.is_used_up() || self.tried.contains(&blocks) {
            return false;
        }
        let (executed, cost) = run(self.rerun, &blocks);
        self.tried.insert(blocks);
        self.best.replays += 1;
        let is_simpler = cost < self.best.cost && fails(&executed, self.category);
        if is_simpler {
            self.blocks = Blocks::of(executed.steps.iter().map(|step| step.task));
            self.best.executed = executed;
            self.best.cost = cost;
        }
        is_simpler
    }
}

fn run(rerun: &Rerun, blocks: &Blocks) -> (Executed, Cost) {
    let strategy = Counted::new(Replay::new(blocks.schedule(), Unfollowed::Skips));
    let preemptions = strategy.preemptions();
    let executed = rerun.run(strategy);
    let cost = Cost {
        preemptions: preemptions.load(Ordering::Relaxed),
        turns: Blocks::of(executed.steps.iter().map(|step| step.task)).len(),
        steps: executed.steps.len(),
    };
    (executed, cost)
}

fn fails(executed: &Executed, category: &Category) -> bool {
    let failure = executed.failure.as_ref();
    failure.is_some_and(|failure| failure.category() == *category)
}
