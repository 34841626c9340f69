use lockstep_seed::{Seed, Stream};

use crate::TaskId;
use crate::task::{NOBODY, Task};

/// The random choices that the tasks of an execution make themselves.
///
/// A task's depend on the seed and on how it descends from the main task: the second child of the main
/// task draws the same whatever was spawned elsewhere before it.
#[derive(Clone, Debug)]
pub(crate) struct Streams {
    seed: Seed,
    of: Vec<Option<Stream>>,
}

impl Streams {
    pub(crate) fn new(seed: Seed) -> Self {
        Self {
            seed,
            of: Vec::new(),
        }
    }

    pub(crate) fn of(&mut self, task: TaskId, tasks: &[Task]) -> &mut Stream {
        if self.of.len() < tasks.len() {
            self.of.resize(tasks.len(), None);
        }
        let seed = self.seed;
        self.of[task.place()].get_or_insert_with(|| seed_of(task, tasks, seed).stream())
    }
}

/// Where the seeds of couriers begin: they come and go with the schedule, and must not change what others
/// draw.
const COURIERS: u64 = 1 << 32;

fn seed_of(task: TaskId, tasks: &[Task], seed: Seed) -> Seed {
    let parent = tasks[task.place()].parent;
    parent.map_or(seed.derive(0), |parent| {
        let before = tasks[..task.place()].iter();
        let is_courier = tasks[task.place()].courier != NOBODY;
        let is_alike =
            |other: &&Task| other.parent == Some(parent) && (other.courier != NOBODY) == is_courier;
        let nth = before.filter(is_alike).count() as u64;
        let first = if is_courier { COURIERS } else { 0 };
        seed_of(parent, tasks, seed).derive(first + nth)
    })
}
