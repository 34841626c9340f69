use crate::step::Step;
use crate::{Access, Kind, ObjectId};

/// Hashes executions so that those which differ only in the order of independent steps are alike.
///
/// The hash of a step comes from that of the one before it in its task and of those that last did
/// something to its object which it depends on; that of an execution is the sum.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fingerprint {
    /// By task: the hash of its last step.
    tasks: Vec<u64>,
    /// By task: the object that stands for it, once it has begun.
    own: Vec<ObjectId>,
    objects: Vec<Uses>,
}

/// What was last done to an object.
#[derive(Clone, Copy, Debug, Default)]
struct Uses {
    write: u64,
    /// The sum of what only read it since.
    reads: u64,
}

impl Fingerprint {
    /// Hashes an execution that had so many tasks and objects.
    pub(crate) fn of(&mut self, steps: &[Step], tasks: usize, objects: usize) -> u64 {
        self.tasks.clear();
        self.tasks.extend((1..=tasks as u64).map(mixed));
        self.own.clear();
        self.own.resize(tasks, ObjectId::NONE);
        self.objects.clear();
        self.objects.resize(objects, Uses::default());
        steps.iter().fold(steps.len() as u64, |sum, step| {
            sum.wrapping_add(self.step(step))
        })
    }

    #[inline]
    fn step(&mut self, step: &Step) -> u64 {
        let operation = &step.operation;
        let last = &mut self.tasks[step.task.place()];
        // What is done to no object has a place beyond them all.
        let uses = self.objects.get_mut(operation.object.0 as usize);
        let hash = match (uses, operation.kind.access()) {
            (None, _) => mixed(*last),
            (Some(_), Access::Nothing) => return self.step_of_tasks(step),
            (Some(uses), Access::Reads) => {
                let hash = mixed(*last ^ uses.write.rotate_left(1));
                uses.reads = uses.reads.wrapping_add(hash);
                hash
            }
            (Some(uses), Access::Writes) => {
                let hash = mixed(*last ^ uses.write.rotate_left(1) ^ uses.reads.rotate_left(2));
                *uses = Uses {
                    write: hash,
                    reads: 0,
                };
                hash
            }
        };
        *last = hash;
        hash
    }

    /// Hashes a step that is done to a task: it begins, or another looks whether it has ended, for which
    /// it matters how far it has come.
    #[cold]
    fn step_of_tasks(&mut self, step: &Step) -> u64 {
        let (task, object) = (step.task.place(), step.operation.object);
        let mut before = self.tasks[task];
        match step.operation.kind {
            Kind::Begin => self.own[task] = object,
            Kind::Join | Kind::IsFinished => {
                let watched = self.own.iter().position(|own| *own == object);
                before ^= watched.map_or(0, |watched| self.tasks[watched].rotate_left(3));
            }
            _ => {}
        }
        self.tasks[task] = mixed(before);
        self.tasks[task]
    }
}

/// Mixes the bits: those of the product are folded, so that each depends on all.
fn mixed(hash: u64) -> u64 {
    let product = u128::from(hash ^ 0x2545_f491_4f6c_dd1d) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
    #[expect(clippy::cast_possible_truncation, reason = "the halves are folded")]
    let folded = product as u64 ^ (product >> 64) as u64;
    folded
}
