use lockstep_history::{Operation, Outcome};
use lockstep_models::Model;

use super::groups::{Groups, NONE};
use super::index::Index;
use crate::dense::dense;

/// A stretch of the history that was read by itself.
pub(super) struct Stretch {
    /// The operations of its groups, one group after the other.
    operations: Vec<u32>,
    /// Where those of each group end, and those of the next begin.
    ends: Vec<u32>,
    /// The operations for which groups were made or joined, by their places in the stretch, and what group
    /// each is in: the others tell nothing new.
    founders: Vec<(u32, u32)>,
    /// The names of its groups in the index of the whole history.
    names: Vec<u32>,
}

impl Stretch {
    /// Reads operations, of which the first has this place in the history, and adds to an index what they are
    /// about.
    pub(super) fn read<'a, M: Model>(
        model: &M,
        first: u32,
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
                founders.push((place, group));
            }
            index.groups.sizes[group as usize] += 1;
            group_of.push(group);
        }
        // Where the next operation of each group goes.
        let mut ends = Vec::with_capacity(index.groups.len());
        let mut end = 0;
        for &size in &index.groups.sizes {
            ends.push(end);
            end += dense(size);
        }
        let mut sorted = vec![0; end as usize];
        for (place, group) in (first..).zip(group_of) {
            if group != NONE {
                let next = &mut ends[group as usize];
                sorted[*next as usize] = place;
                *next += 1;
            }
        }
        Self {
            operations: sorted,
            ends,
            founders,
            names: (0..dense(index.groups.len())).collect(),
        }
    }

    /// Returns the groups by their names, and the operations of each.
    pub(super) fn groups(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let mut start = 0;
        let operations = move |&end: &u32| {
            let start = std::mem::replace(&mut start, end as usize);
            &self.operations[start..end as usize]
        };
        let names = self.names.iter().copied();
        names.zip(self.ends.iter().map(operations))
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
        for &(founder, group) in &self.founders {
            let root = own.root(group);
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
