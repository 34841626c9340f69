use hashbrown::HashSet;

use crate::site::Site;
use crate::step::Step;
use crate::{Access, Operation, TaskId};

/// Finds operations that raced: of two tasks, on one object, one right after the other as far as that
/// object goes, and at least one of them wrote.
#[derive(Clone, Debug, Default)]
pub(crate) struct Races {
    /// By object.
    uses: Vec<Uses>,
}

/// Who last did something to an object.
#[derive(Clone, Debug, Default)]
struct Uses {
    write: Option<(TaskId, Site)>,
    reads: Vec<(TaskId, Site)>,
}

impl Races {
    /// Adds the pairs of an execution, in their order.
    pub(crate) fn find(&mut self, steps: &[Step], pairs: &mut HashSet<(Site, Site)>) {
        self.uses.clear();
        for step in steps.iter().filter(|step| step.operation.is_use()) {
            self.step(step.task, &step.operation, pairs);
        }
    }

    fn step(&mut self, task: TaskId, operation: &Operation, pairs: &mut HashSet<(Site, Site)>) {
        let object = operation.object.0 as usize;
        if self.uses.len() <= object {
            self.uses.resize(object + 1, Uses::default());
        }
        let uses = &mut self.uses[object];
        let site = Site::of(operation);
        let is_write = operation.kind.access() == Access::Writes;
        let reads = uses.reads.iter().filter(|_| is_write);
        for (other, before) in uses.write.iter().chain(reads) {
            if *other != task {
                pairs.insert((*before, site));
            }
        }
        if is_write {
            uses.write = Some((task, site));
            uses.reads.clear();
        } else {
            uses.reads.push((task, site));
        }
    }
}
