use std::hash::BuildHasher;

use crate::dense::dense;

use hashbrown::{DefaultHashBuilder, HashTable};

/// How many crashed operations of each class were used, as numbered vectors; 0 is "none of any".
pub(crate) struct Usages {
    /// The vectors, without zeros at their ends.
    all: Vec<Box<[u32]>>,
    sums: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    entries: usize,
}

impl Usages {
    pub(crate) fn new() -> Self {
        let mut usages = Self {
            all: Vec::new(),
            sums: Vec::new(),
            numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            entries: 0,
        };
        usages.number(Box::new([]));
        usages
    }

    pub(crate) fn count(&self, usage: u32, row: u32) -> u32 {
        let counts = &self.all[usage as usize];
        counts.get(row as usize).map_or(0, |count| *count)
    }

    /// Returns how many crashed operations the usage stands for.
    pub(crate) fn sum(&self, usage: u32) -> u32 {
        self.sums[usage as usize]
    }

    /// Returns the usage with one more operation of the class in `row`.
    pub(crate) fn with(&mut self, usage: u32, row: u32) -> u32 {
        let mut counts = self.all[usage as usize].to_vec();
        if counts.len() <= row as usize {
            counts.resize(row as usize + 1, 0);
        }
        counts[row as usize] += 1;
        self.number(counts.into())
    }

    /// Returns true if `less` uses at most what `more` uses, class by class.
    pub(crate) fn is_at_most(&self, less: u32, more: u32) -> bool {
        if less == more || less == 0 {
            return true;
        }
        if self.sums[less as usize] > self.sums[more as usize] {
            return false;
        }
        let (less, more) = (&self.all[less as usize], &self.all[more as usize]);
        less.len() <= more.len() && less.iter().zip(more).all(|(less, more)| less <= more)
    }

    pub(crate) fn bytes(&self) -> u64 {
        (self.all.len() * 36 + self.entries * 4) as u64
    }

    fn number(&mut self, counts: Box<[u32]>) -> u32 {
        let hash = self.hasher.hash_one(&counts);
        let same = |&number: &u32| self.all[number as usize] == counts;
        if let Some(&number) = self.numbers.find(hash, same) {
            return number;
        }
        let number = dense(self.all.len());
        self.entries += counts.len();
        self.sums.push(counts.iter().sum());
        self.all.push(counts);
        let (hasher, all) = (&self.hasher, &self.all);
        self.numbers.insert_unique(hash, number, |&number| {
            hasher.hash_one(&all[number as usize])
        });
        number
    }
}
