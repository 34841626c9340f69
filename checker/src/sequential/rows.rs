use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::dense::dense;

/// Rows of numbers of one width, each once; compared in full.
pub(crate) struct Rows {
    width: usize,
    numbers: Vec<u32>,
    found: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Rows {
    pub(crate) fn new(width: usize) -> Self {
        Self {
            width,
            numbers: Vec::new(),
            found: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    pub(crate) fn get(&self, row: u32) -> &[u32] {
        get(&self.numbers, self.width, row)
    }

    /// Adds a row and returns its number, unless it is there already.
    pub(crate) fn insert(&mut self, row: &[u32]) -> Option<u32> {
        let Self {
            width,
            numbers,
            found,
            hasher,
        } = self;
        let hash = hasher.hash_one(row);
        if found
            .find(hash, |&known| get(numbers, *width, known) == row)
            .is_some()
        {
            return None;
        }
        let number = dense(found.len());
        numbers.extend_from_slice(row);
        let hash_of = |&known: &u32| hasher.hash_one(get(numbers, *width, known));
        found.insert_unique(hash, number, hash_of);
        Some(number)
    }

    pub(crate) fn bytes(&self) -> u64 {
        (self.numbers.capacity() * 4 + self.found.capacity() * 5) as u64
    }
}

fn get(numbers: &[u32], width: usize, row: u32) -> &[u32] {
    &numbers[row as usize * width..][..width]
}
