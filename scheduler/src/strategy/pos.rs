use lockstep_seed::{Seed, Stream};

use super::{Execution, Point, Strategy};
use crate::TaskId;

/// Partial order sampling: each operation gets a random priority, and the highest goes first.
///
/// After a step, the operations that [race](crate::Operation::races) with what it did get new
/// priorities, and so does the next one of the task that took it. All others keep theirs: which of two
/// operations that race comes first is decided anew each time, and no chance is spent on the order of
/// those that do not.
///
/// # Sources
///
/// X. Yuan, J. Yang, R. Gu, Partial Order Aware Concurrency Sampling (CAV 2018). An operation that
/// cannot be done yet keeps its priority until it can: what makes it possible races with it.
#[derive(Clone, Debug)]
pub struct Pos {
    stream: Stream,
    /// Of what each task does next.
    priorities: Vec<u32>,
}

impl Pos {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self {
            stream: Seed::from(0).stream(),
            priorities: Vec::new(),
        }
    }

    /// Chooses by priority, and one of those that are held only if all are.
    #[inline]
    pub(super) fn choose_unless(
        &mut self,
        point: &Point<'_>,
        is_held: impl Fn(TaskId) -> bool,
    ) -> TaskId {
        while self.priorities.len() < point.tasks() {
            self.priorities.push(self.stream.word());
        }
        let (current, last) = (point.current(), point.last());
        self.redraw(current);
        let (mut highest, mut highest_held) = (None, None);
        for task in point.ready() {
            if task != current && point.next_of(task).races(last) {
                self.redraw(task);
            }
            let highest = if is_held(task) {
                &mut highest_held
            } else {
                &mut highest
            };
            let priority = self.priorities[task.place()];
            if highest.is_none_or(|(most, _)| priority > most) {
                *highest = Some((priority, task));
            }
        }
        let chosen = highest.or(highest_held);
        chosen.map_or(TaskId::NOBODY, |(_, task)| task)
    }

    fn redraw(&mut self, task: TaskId) {
        self.priorities[task.place()] = self.stream.word();
    }
}

impl Default for Pos {
    fn default() -> Self {
        Self::new()
    }
}

impl Strategy for Pos {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.stream = execution.seed.stream();
        self.priorities.clear();
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.choose_unless(point, |_| false)
    }
}
