use lockstep_history::{Operation, Outcome};
use lockstep_models::Model;

use super::groups::{Groups, NONE};
use super::index::Index;
use crate::dense::dense;

/// A stretch of the history that was read by itself.
pub(super) struct Stretch {
    /// By operation: its group in an index, or [`NONE`].
    pub(super) group_of: Vec<u32>,
    /// The operations for which groups were made or joined: the others tell nothing new.
    founders: Vec<u32>,
    /// The names of its groups in the index of the whole history.
    pub(super) names: Vec<u32>,
}

impl Stretch {
    /// Reads operations, and adds to an index what they are about.
    pub(super) fn read<'a, M: Model>(
        model: &M,
        operations: &'a [Operation<M::Op, M::Ret>],
        index: &mut Index<'a>,
    ) -> Self {
        let mut group_of = Vec::with_capacity(operations.len());
        let mut founders = Vec::new();
        for (place, operation) in (0..).zip(operations) {
            if matches!(operation.outcome, Outcome::Failed) {
                group_of.push(NONE);
                continue;
            }
            let changes = index.groups.changes;
            let group = index.group(model, operation);
            if index.groups.changes != changes {
                founders.push(place);
            }
            index.groups.sizes[group as usize] += 1;
            group_of.push(group);
        }
        Self {
            group_of,
            founders,
            names: (0..dense(index.groups.len())).collect(),
        }
    }

    /// Gives the groups of the stretch the names that they have in an index which knows all stretches before
    /// it, and from now on this one.
    pub(super) fn named<'a, M: Model>(
        mut self,
        model: &M,
        operations: &'a [Operation<M::Op, M::Ret>],
        mut own: Groups,
        index: &mut Index<'a>,
    ) -> Self {
        let mut names = vec![NONE; self.names.len()];
        for &founder in &self.founders {
            let root = own.root(self.group_of[founder as usize]);
            names[root as usize] = index.group(model, &operations[founder as usize]);
        }
        for (group, size) in (0..).zip(std::mem::take(&mut own.sizes)) {
            let name = names[own.root(group) as usize];
            self.names[group as usize] = name;
            index.groups.sizes[name as usize] += size;
        }
        self
    }
}
