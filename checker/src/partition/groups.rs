use super::Portion;
use super::stretch::Stretch;
use crate::dense::dense;

/// No group.
pub(super) const NONE: u32 = u32::MAX;

/// Disjoint sets of numbers.
#[derive(Default)]
pub(super) struct Groups {
    parents: Vec<u32>,
    /// How many operations are in each.
    pub(super) sizes: Vec<usize>,
    /// How many were made or joined.
    pub(super) changes: usize,
}

impl Groups {
    /// Returns how many were made.
    pub(super) fn len(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn add(&mut self) -> u32 {
        let number = dense(self.parents.len());
        self.parents.push(number);
        self.sizes.push(0);
        self.changes += 1;
        number
    }

    pub(super) fn root(&mut self, number: u32) -> u32 {
        let mut number = number;
        while self.parents[number as usize] != number {
            let parent = self.parents[number as usize];
            self.parents[number as usize] = self.parents[parent as usize];
            number = parent;
        }
        number
    }

    pub(super) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.changes += usize::from(one != other);
        self.parents[one.max(other) as usize] = one.min(other);
    }

    /// Returns the operations of each set, the sets in the order of their first operations: that is the
    /// order of their least groups, as each group is made for an operation.
    pub(super) fn collect(&mut self, stretches: &[Stretch]) -> Vec<Portion> {
        let mut portions: Vec<Portion> = Vec::new();
        let mut portion_of: Vec<u32> = Vec::with_capacity(self.parents.len());
        let mut sizes: Vec<usize> = Vec::new();
        for group in 0..dense(self.parents.len()) {
            let root = self.root(group);
            if root == group {
                portion_of.push(dense(portions.len()));
                sizes.push(0);
                portions.push(Portion {
                    operations: Vec::new(),
                    is_joined: false,
                });
            } else {
                let portion = portion_of[root as usize];
                portion_of.push(portion);
                portions[portion as usize].is_joined = true;
            }
            sizes[portion_of[group as usize] as usize] += self.sizes[group as usize];
        }
        for (portion, size) in portions.iter_mut().zip(sizes) {
            portion.operations.reserve_exact(size);
        }
        for (name, operations) in stretches.iter().flat_map(Stretch::groups) {
            let portion = &mut portions[portion_of[name as usize] as usize];
            portion.operations.extend_from_slice(operations);
        }
        for portion in portions.iter_mut().filter(|portion| portion.is_joined) {
            portion.operations.sort_unstable();
        }
        portions
    }
}
