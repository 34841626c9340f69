use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::dense::dense;

/// The number of the usage that uses none.
const NONE: u32 = 0;

/// How many crashed operations of each class were used, as numbered vectors.
///
/// A fork's vectors come after those of its base.
pub(crate) struct Usages<'m> {
    base: Option<&'m Usages<'m>>,
    own: Vec<Usage>,
    /// The vectors of its own, by hash.
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    entries: usize,
}

/// One vector.
struct Usage {
    /// How many of each class, without zeros at the end.
    counts: Box<[u32]>,
    sum: u32,
}

/// The vectors that a fork has made and its base has not.
pub(crate) struct FreshUsages(Vec<Usage>);

impl<'m> Usages<'m> {
    pub(crate) fn new() -> Self {
        let mut usages = Self::over(None);
        usages.number(Box::new([]));
        usages
    }

    /// Makes usages that go on from these without changing them.
    pub(crate) fn fork(&'m self) -> Self {
        Self::over(Some(self))
    }

    fn over(base: Option<&'m Self>) -> Self {
        Self {
            base,
            own: Vec::new(),
            numbers: HashTable::new(),
            hasher: base.map_or_else(DefaultHashBuilder::default, |base| base.hasher.clone()),
            entries: 0,
        }
    }

    pub(crate) fn into_fresh(self) -> FreshUsages {
        FreshUsages(self.own)
    }

    /// Takes the vectors over that a fork has made, and returns their numbers here.
    pub(crate) fn adopt(&mut self, fresh: FreshUsages) -> Vec<u32> {
        fresh
            .0
            .into_iter()
            .map(|usage| self.number(usage.counts))
            .collect()
    }

    fn len(&self) -> usize {
        self.inherited() + self.own.len()
    }

    /// Returns how many vectors this fork has from its base.
    pub(crate) fn inherited(&self) -> usize {
        self.base.map_or(0, Usages::len)
    }

    fn get(&self, usage: u32) -> &Usage {
        let inherited = self.inherited();
        match self.base {
            Some(base) if (usage as usize) < inherited => base.get(usage),
            _ => &self.own[usage as usize - inherited],
        }
    }

    pub(crate) fn count(&self, usage: u32, row: u32) -> u32 {
        let counts = &self.get(usage).counts;
        counts.get(row as usize).copied().unwrap_or(0)
    }

    /// Returns how many crashed operations the usage stands for.
    pub(crate) fn sum(&self, usage: u32) -> u32 {
        if usage == NONE {
            0
        } else {
            self.get(usage).sum
        }
    }

    /// Returns the usage with one more operation of the class in `row`.
    pub(crate) fn with(&mut self, usage: u32, row: u32) -> u32 {
        let mut counts = self.get(usage).counts.to_vec();
        if counts.len() <= row as usize {
            counts.resize(row as usize + 1, 0);
        }
        counts[row as usize] += 1;
        self.number(counts.into())
    }

    /// Returns true if `less` uses at most what `more` uses, class by class.
    pub(crate) fn is_at_most(&self, less: u32, more: u32) -> bool {
        if less == more || less == NONE {
            return true;
        }
        let (less, more) = (self.get(less), self.get(more));
        less.sum <= more.sum
            && less.counts.len() <= more.counts.len()
            && less
                .counts
                .iter()
                .zip(&more.counts)
                .all(|(less, more)| less <= more)
    }

    pub(crate) fn bytes(&self) -> u64 {
        (self.own.len() * 40 + self.entries * 4) as u64
    }

    fn find(&self, hash: u64, counts: &[u32]) -> Option<u32> {
        if let Some(number) = self.base.and_then(|base| base.find(hash, counts)) {
            return Some(number);
        }
        let same = |&number: &u32| *self.get(number).counts == *counts;
        self.numbers.find(hash, same).copied()
    }

    fn number(&mut self, counts: Box<[u32]>) -> u32 {
        let hash = self.hasher.hash_one(&counts);
        if let Some(number) = self.find(hash, &counts) {
            return number;
        }
        let number = dense(self.len());
        self.entries += counts.len();
        let sum = counts.iter().sum();
        self.own.push(Usage { counts, sum });
        let (hasher, own, inherited) = (&self.hasher, &self.own, self.inherited());
        let hash_of = |&number: &u32| hasher.hash_one(&own[number as usize - inherited].counts);
        self.numbers.insert_unique(hash, number, hash_of);
        number
    }
}
