use std::sync::{Arc, OnceLock};

use super::contention::Contention;
use crate::{Step, TaskId};

/// How an execution went: what strategies have to expect of others.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// How many steps it took.
    pub steps: u64,
    /// How many of them each task took, in the order in which they were spawned.
    pub steps_of: Vec<u64>,
    /// Which task spawned each, in the same order.
    pub parent_of: Vec<Option<TaskId>>,
    /// How many of the steps were chosen among several tasks that could go on.
    pub choices: u64,
    /// The steps themselves.
    pub taken: Vec<Step>,
    contention: OnceLock<Arc<Contention>>,
}

impl Profile {
    pub(crate) fn new(
        taken: Vec<Step>,
        steps_of: Vec<u64>,
        parent_of: Vec<Option<TaskId>>,
        choices: u64,
    ) -> Self {
        Self {
            steps: taken.len() as u64,
            steps_of,
            parent_of,
            choices,
            taken,
            contention: OnceLock::new(),
        }
    }

    /// Adds to what is said of each task what is said of those that it spawned, and those in turn.
    pub(super) fn add_to_parents(&self, said: &mut [u64]) {
        // Who is spawned has a higher number than who spawns it.
        for (place, parent) in self.parent_of.iter().enumerate().rev() {
            if let Some(parent) = parent {
                said[parent.place()] += said[place];
            }
        }
    }

    /// Returns what its tasks contended for. It is looked for once, and only if a strategy asks.
    pub(super) fn contention(&self) -> Arc<Contention> {
        let look = || Arc::new(Contention::of(&self.taken, self.parent_of.len()));
        Arc::clone(self.contention.get_or_init(look))
    }
}
