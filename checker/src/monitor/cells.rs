/// A set of numbers below a bound, such as the cells in which nothing is on a stack.
///
/// A bit a number, and a bit for each 64 bits that are not all empty, and so on.
///
/// # Complexity
///
/// Each question takes as many steps as the bound has digits in base 64.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    levels: Vec<Vec<u64>>,
}

/// Cells that are free.
pub(crate) trait Free {
    /// Returns the first of them from a cell on.
    fn first_from(&self, cell: u32) -> Option<u32>;

    /// Returns the last of them before a cell.
    fn last_before(&self, cell: u32) -> Option<u32>;
}

const BITS: usize = u64::BITS as usize;

impl Cells {
    /// Makes the empty set of numbers below `count`.
    pub(crate) fn none(count: u32) -> Self {
        let mut levels = Vec::new();
        // One more, to be asked what is before `count`.
        let mut count = count as usize + 1;
        loop {
            count = count.div_ceil(BITS);
            levels.push(vec![0; count]);
            if count == 1 {
                return Self { levels };
            }
        }
    }

    /// Makes the set of all numbers below `count`.
    pub(crate) fn all(count: u32) -> Self {
        let mut cells = Self::none(count);
        let mut count = count as usize;
        for level in &mut cells.levels {
            level[..count / BITS].fill(!0);
            if !count.is_multiple_of(BITS) {
                level[count / BITS] = below(count % BITS);
            }
            count = count.div_ceil(BITS);
        }
        cells
    }

    pub(crate) fn insert(&mut self, cell: u32) {
        let mut place = cell as usize;
        for level in &mut self.levels {
            let word = &mut level[place / BITS];
            let was_empty = *word == 0;
            *word |= 1 << (place % BITS);
            if !was_empty {
                return;
            }
            place /= BITS;
        }
    }

    /// Removes the numbers from `from` on that are less than `to`, in as many steps as there are.
    pub(crate) fn remove(&mut self, from: u32, to: u32) {
        let mut next = from;
        while let Some(cell) = self.first_from(next).filter(|&cell| cell < to) {
            let place = cell as usize;
            let start = place / BITS * BITS;
            let end = (to as usize - start).min(BITS);
            self.clear(place / BITS, below(end) & !below(place % BITS));
            match u32::try_from(start + BITS) {
                Ok(after) => next = after,
                Err(_) => return,
            }
        }
    }

    fn clear(&mut self, word: usize, mask: u64) {
        let (mut place, mut mask) = (word, mask);
        for level in &mut self.levels {
            level[place] &= !mask;
            if level[place] != 0 {
                return;
            }
            mask = 1 << (place % BITS);
            place /= BITS;
        }
    }

    /// Follows the bit that is picked in a word down to a number.
    fn descend(&self, height: usize, word: usize, bits: u64, pick: impl Fn(u64) -> u32) -> u32 {
        let mut place = word * BITS + pick(bits) as usize;
        for level in self.levels[..height].iter().rev() {
            place = place * BITS + pick(level[place]) as usize;
        }
        u32::try_from(place).expect("it was inserted as such a number")
    }
}

impl Free for Cells {
    fn first_from(&self, cell: u32) -> Option<u32> {
        let mut place = cell as usize;
        for (height, level) in self.levels.iter().enumerate() {
            let word = level.get(place / BITS)?;
            let bits = word & !below(place % BITS);
            if bits != 0 {
                let first = |bits: u64| bits.trailing_zeros();
                return Some(self.descend(height, place / BITS, bits, first));
            }
            place = place / BITS + 1;
        }
        None
    }

    fn last_before(&self, cell: u32) -> Option<u32> {
        let mut place = cell as usize;
        for (height, level) in self.levels.iter().enumerate() {
            let word = level.get(place / BITS).copied().unwrap_or(0);
            let bits = word & below(place % BITS);
            if bits != 0 {
                let last = |bits: u64| u64::BITS - 1 - bits.leading_zeros();
                return Some(self.descend(height, place / BITS, bits, last));
            }
            place /= BITS;
        }
        None
    }
}

/// Returns the word in which all bits below this one are set.
fn below(bit: usize) -> u64 {
    if bit == BITS { !0 } else { (1 << bit) - 1 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn answers_as_a_sorted_set_does(
            count in prop_oneof![1..200_u32, Just(64), 4_000..4_200_u32, Just(4_096)],
            acts in prop::collection::vec((any::<bool>(), any::<u32>(), any::<u32>()), 0..60),
            from_all in any::<bool>(),
        ) {
            let mut cells = if from_all { Cells::all(count) } else { Cells::none(count) };
            let mut set: BTreeSet<u32> = (0..count).filter(|_| from_all).collect();
            for (inserts, one, other) in acts {
                let (one, other) = (one % count, other % (count + 1));
                if inserts {
                    cells.insert(one);
                    set.insert(one);
                } else {
                    cells.remove(one, other);
                    set.retain(|&cell| cell < one || cell >= other);
                }
                for cell in [one, other, count - 1, count, 0] {
                    prop_assert_eq!(cells.first_from(cell), set.range(cell..).next().copied());
                    prop_assert_eq!(cells.last_before(cell), set.range(..cell).next_back().copied());
                }
            }
        }
    }
}
