mod random;

pub use random::Random;

use lockstep_seed::Seed;

use crate::ready::Ready;
use crate::{Operation, TaskId};

/// Decides which task goes next, each time that a task comes to an operation.
///
/// What it decides may depend on the seed it is given, on what it sees, and on nothing else: then the
/// same seed gives the same execution.
pub trait Strategy: Send {
    /// Prepares for an execution; false if there is none left to try.
    fn begin(&mut self, execution: &Execution<'_>) -> bool;

    /// Returns one of the tasks that are ready.
    fn choose(&mut self, point: &Point<'_>) -> TaskId;

    /// Learns how the execution went. Only a strategy that has to see all executions one after another
    /// needs it, see [`Strategy::is_sequential`].
    fn end(&mut self) {}

    /// Returns true if each execution depends on the one before it, so that they cannot run side by
    /// side.
    fn is_sequential(&self) -> bool {
        false
    }
}

/// An execution that is about to begin.
#[derive(Clone, Copy, Debug)]
pub struct Execution<'a> {
    /// Its number, from 0.
    pub iteration: u64,
    /// Where all its random choices come from.
    pub seed: Seed,
    /// The most steps that it may take.
    pub steps_max: u64,
    /// How the first execution went; nothing while that one itself is run.
    pub profile: Option<&'a Profile>,
}

/// How an execution went: what strategies have to expect of the next ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// How many steps it took.
    pub steps: u64,
    /// How many of them each task took, in the order in which they were spawned.
    pub steps_of: Vec<u64>,
}

/// The moment before a choice.
#[derive(Clone, Copy)]
pub struct Point<'a> {
    pub(crate) ready: &'a Ready,
    pub(crate) tasks: &'a [crate::task::Task],
    pub(crate) current: TaskId,
    pub(crate) step: u64,
}

impl<'a> Point<'a> {
    /// Returns the tasks that can go on, by number. There is at least one.
    pub fn ready(&self) -> impl Iterator<Item = TaskId> + 'a {
        self.ready.iter()
    }

    /// Returns how many tasks can go on.
    pub fn ready_count(&self) -> usize {
        self.ready.len()
    }

    /// Returns the task at a place among those that can go on.
    ///
    /// # Panics
    ///
    /// If there are no more than `place` of them.
    pub fn nth_ready(&self, place: usize) -> TaskId {
        self.ready.nth(place)
    }

    /// Returns true if the task can go on.
    pub fn is_ready(&self, task: TaskId) -> bool {
        self.ready.contains(task)
    }

    /// Returns the task that took the last step. It may have ended, or have to wait.
    pub fn current(&self) -> TaskId {
        self.current
    }

    /// Returns what a task does when it is chosen next.
    ///
    /// # Panics
    ///
    /// If there is no such task.
    pub fn next_of(&self, task: TaskId) -> &'a Operation {
        &self.tasks[task.place()].pending
    }

    /// Returns what the last step did.
    pub fn last(&self) -> &'a Operation {
        &self.tasks[self.current.place()].last
    }

    /// Returns how many tasks there are, with those that have ended.
    pub fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Returns the task that spawned another; the main task has none.
    pub fn parent(&self, task: TaskId) -> Option<TaskId> {
        self.tasks[task.place()].parent
    }

    /// Returns how many steps were taken so far.
    pub fn step(&self) -> u64 {
        self.step
    }
}
