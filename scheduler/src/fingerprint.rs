use crate::step::Step;
use crate::{Access, ObjectId};

/// Hashes executions so that those which differ only in the order of independent steps are alike.
///
/// The hash of a step comes from that of the one before it in its task and of those that last did
/// something to its object which it depends on; that of an execution is the sum.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fingerprint {
    /// By task: the hash of its last step.
    tasks: Vec<u64>,
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
    pub(crate) fn of(&mut self, steps: &[Step]) -> u64 {
        self.tasks.clear();
        self.objects.clear();
        steps.iter().fold(steps.len() as u64, |sum, step| {
            sum.wrapping_add(mixed(self.step(step)))
        })
    }

    fn step(&mut self, step: &Step) -> u64 {
        let (task, operation) = (step.task.place(), &step.operation);
        while self.tasks.len() <= task {
            self.tasks.push(mixed(self.tasks.len() as u64 + 1));
        }
        let before = self.tasks[task];
        let access = operation.kind.access();
        let hash = if access == Access::Nothing || operation.object == ObjectId::NONE {
            mixed(before)
        } else {
            let object = operation.object.0 as usize;
            if self.objects.len() <= object {
                self.objects.resize(object + 1, Uses::default());
            }
            let uses = &mut self.objects[object];
            if access == Access::Reads {
                let hash = mixed(before ^ uses.write.rotate_left(1));
                uses.reads = uses.reads.wrapping_add(mixed(hash));
                hash
            } else {
                let hash = mixed(before ^ uses.write.rotate_left(1) ^ uses.reads.rotate_left(2));
                *uses = Uses {
                    write: hash,
                    reads: 0,
                };
                hash
            }
        };
        self.tasks[task] = hash;
        hash
    }
}

fn mixed(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}
