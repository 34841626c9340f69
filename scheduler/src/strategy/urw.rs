use lockstep_seed::{Seed, Stream};

use super::{Execution, Point, Profile, Strategy};
use crate::TaskId;

/// Uniform random walk: chooses each task as often as it has steps left to take.
///
/// If the tasks are independent and take as many steps as in an execution before it, all schedules are
/// equally likely. With equal chances at each step, as [`Random`](super::Random) gives them, a
/// schedule is the likelier the longer it alternates, and one in which a short task comes late is
/// hardly ever seen.
///
/// A task that may spawn others has their steps, too, until it has spawned them.
///
/// # Sources
///
/// H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury, Selectively Uniform Concurrency Testing (ASPLOS 2025):
/// the walk over all operations, not only those on selected objects.
#[derive(Clone, Debug)]
pub struct Urw {
    stream: Stream,
    /// The steps of each task and of those it spawns, as far as an execution before it tells.
    expected: Vec<u64>,
    // invariant: at least 1 each
    left: Vec<u64>,
}

impl Urw {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self {
            stream: Seed::from(0).stream(),
            expected: Vec::new(),
            left: Vec::new(),
        }
    }

    fn expect(&mut self, profile: &Profile) {
        self.expected.extend_from_slice(&profile.steps_of);
        profile.add_to_parents(&mut self.expected);
    }

    fn meet(&mut self, point: &Point<'_>) {
        while self.left.len() < point.tasks() {
            let task = TaskId(u32::try_from(self.left.len()).expect("fewer than 2^32 tasks"));
            let expected = self.expected.get(task.place()).copied().unwrap_or(1).max(1);
            self.left.push(expected);
            if let Some(parent) = point.parent(task) {
                let left = &mut self.left[parent.place()];
                *left = left.saturating_sub(expected).max(1);
            }
        }
    }

    fn draw(&mut self, point: &Point<'_>) -> TaskId {
        let all = point.ready().map(|task| self.left[task.place()]).sum();
        let mut drawn = self.stream.below(all);
        for task in point.ready() {
            let left = self.left[task.place()];
            if drawn < left {
                return task;
            }
            drawn -= left;
        }
        TaskId::NOBODY
    }
}

impl Default for Urw {
    fn default() -> Self {
        Self::new()
    }
}

impl Strategy for Urw {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.stream = execution.seed.stream();
        self.left.clear();
        self.expected.clear();
        if let Some(profile) = execution.profile {
            self.expect(profile);
        }
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.meet(point);
        let task = match point.ready_count() {
            1 => point.nth_ready(0),
            _ => self.draw(point),
        };
        let left = &mut self.left[task.place()];
        *left = (*left - 1).max(1);
        task
    }
}
