use hashbrown::HashTable;
use rayon::prelude::*;

use crate::dense::dense;

/// The numbers of things that stand elsewhere, found by the hashes of the things.
pub(crate) struct Numbers {
    /// Each number is in the table that its hash names.
    tables: Vec<HashTable<(u64, u32)>>,
}

/// How many tables there are where several threads look things up: a power of two.
const TABLES: usize = 16;

impl Numbers {
    /// Makes numbers that one thread gives.
    pub(crate) fn of_one() -> Self {
        Self::in_tables(1)
    }

    /// Makes numbers that several threads give at once.
    pub(crate) fn of_several() -> Self {
        Self::in_tables(TABLES)
    }

    fn in_tables(count: usize) -> Self {
        Self {
            tables: vec![HashTable::new(); count],
        }
    }

    /// Returns the number of a thing with that hash that is the same.
    pub(crate) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        find_in(&self.tables[table(hash, self.tables.len())], hash, same)
    }

    pub(crate) fn insert(&mut self, hash: u64, number: u32) {
        let count = self.tables.len();
        insert_in(&mut self.tables[table(hash, count)], hash, number);
    }

    /// Returns all numbers with their hashes, in no order.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = (u64, u32)> {
        self.tables.iter().flatten().copied()
    }

    /// Returns for each of many things, looked up side by side, the number of the one that is the same.
    ///
    /// A thing that is not known is given the number that is `next` and as many more as the things before
    /// it; of equal ones the first. `same` is asked for such numbers too.
    pub(crate) fn find_all(
        &self,
        hashes: &[u64],
        next: u32,
        same: &(dyn Fn(u32, usize) -> bool + Sync),
    ) -> Vec<u32> {
        let count = self.tables.len();
        let find_all_in = |(of, known): (usize, &HashTable<(u64, u32)>)| {
            let mut unknown = HashTable::new();
            let mut found = Vec::with_capacity(hashes.len() / count * 2);
            for (place, &hash) in hashes.iter().enumerate() {
                if table(hash, count) != of {
                    continue;
                }
                let is_same = |number| same(number, place);
                let number = find_in(known, hash, is_same)
                    .or_else(|| find_in(&unknown, hash, is_same))
                    .unwrap_or_else(|| {
                        let number = next + dense(place);
                        insert_in(&mut unknown, hash, number);
                        number
                    });
                found.push((place, number));
            }
            found
        };
        let found: Vec<Vec<(usize, u32)>> = (self.tables.par_iter().enumerate())
            .map(find_all_in)
            .collect();
        let mut numbers = vec![0; hashes.len()];
        for (place, number) in found.into_iter().flatten() {
            numbers[place] = number;
        }
        numbers
    }

    /// Adds many numbers side by side.
    pub(crate) fn insert_all(&mut self, numbers: &[(u64, u32)]) {
        let count = self.tables.len();
        self.tables
            .par_iter_mut()
            .enumerate()
            .for_each(|(of, numbered)| {
                for &(hash, number) in numbers {
                    if table(hash, count) == of {
                        insert_in(numbered, hash, number);
                    }
                }
            });
    }
}

/// Returns the table that a hash names, by bits that the tables themselves do not look at.
fn table(hash: u64, count: usize) -> usize {
    usize::try_from(hash >> 40 & 0xFFFF).expect("16 bits fit") & (count - 1)
}

fn find_in(table: &HashTable<(u64, u32)>, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
    let is_it = |&(other, number): &(u64, u32)| other == hash && same(number);
    table.find(hash, is_it).map(|&(_, number)| number)
}

fn insert_in(table: &mut HashTable<(u64, u32)>, hash: u64, number: u32) {
    table.insert_unique(hash, (hash, number), |&(hash, _)| hash);
}
