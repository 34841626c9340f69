use lockstep_seed::Stream;

use super::Point;
use crate::TaskId;

/// The tasks of an execution from the highest priority to the lowest.
#[derive(Clone, Debug, Default)]
pub(super) struct Priorities {
    // invariant: every task below `met` that has not been seen to have ended is in it once
    order: Vec<TaskId>,
    /// How many at the end of the order were demoted: nobody new comes behind them.
    demoted: usize,
    met: u32,
}

impl Priorities {
    pub(super) fn clear(&mut self) {
        self.order.clear();
        self.demoted = 0;
        self.met = 0;
    }

    /// Gives the tasks that are new a place, any of those above the demoted ones.
    #[inline]
    pub(super) fn meet(&mut self, point: &Point<'_>, stream: &mut Stream) {
        if (self.met as usize) < point.tasks() {
            self.add(point.tasks(), stream);
        }
    }

    #[cold]
    fn add(&mut self, tasks: usize, stream: &mut Stream) {
        while (self.met as usize) < tasks {
            let place = below(stream, self.order.len() - self.demoted + 1);
            self.order.insert(place, TaskId(self.met));
            self.met += 1;
        }
    }

    /// Returns the place of the highest task that is ready, and forgets those above it that have
    /// ended.
    #[inline]
    pub(super) fn highest(&mut self, point: &Point<'_>) -> usize {
        let mut place = 0;
        loop {
            let task = self.order[place];
            if point.is_ready(task) {
                return place;
            }
            if point.has_ended(task) {
                self.remove(place);
            } else {
                place += 1;
            }
        }
    }

    pub(super) fn task(&self, place: usize) -> TaskId {
        self.order[place]
    }

    /// Puts the task at a place below all that were never demoted, and anywhere among those that
    /// were.
    pub(super) fn demote(&mut self, place: usize, stream: &mut Stream) {
        let task = self.remove(place);
        let from_the_end = below(stream, self.demoted + 1);
        self.order.insert(self.order.len() - from_the_end, task);
        self.demoted += 1;
    }

    /// Puts a task below all others.
    pub(super) fn sink(&mut self, task: TaskId) {
        // One that has ended may be forgotten.
        if let Some(place) = self.order.iter().position(|&other| other == task) {
            self.remove(place);
            self.order.push(task);
            self.demoted += 1;
        }
    }

    fn remove(&mut self, place: usize) -> TaskId {
        self.demoted -= usize::from(place >= self.order.len() - self.demoted);
        self.order.remove(place)
    }
}

fn below(stream: &mut Stream, bound: usize) -> usize {
    match bound {
        1 => 0,
        _ => usize::try_from(stream.below(bound as u64)).expect("below a length"),
    }
}
