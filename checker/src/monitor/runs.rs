use crate::dense::dense;
use crate::monitor::cells::{Cells, Free};
use crate::monitor::stays::Span;

const BITS: usize = u64::BITS as usize;

/// Cells that are covered by the same values, from one at which a value comes or goes to before the next.
///
/// # Complexity
///
/// Linear to make; each question takes a few steps.
#[derive(Debug)]
pub(crate) struct Runs {
    /// A bit a cell: whether a run begins there; one for the cell after the last, too.
    begins: Vec<u64>,
    /// By word of those: how many of them are set before it.
    before: Vec<u32>,
    /// By run: its first cell, and last how many cells there are.
    starts: Vec<u32>,
}

impl Runs {
    /// Cuts this many cells into runs, where values come or go at these cells.
    pub(crate) fn new(cells: u32, changes: impl Iterator<Item = u32>) -> Self {
        let mut begins = vec![0_u64; (cells as usize + 1).div_ceil(BITS)];
        for cell in changes.chain([0, cells]) {
            begins[cell as usize / BITS] |= 1 << (cell as usize % BITS);
        }
        let count: u32 = begins.iter().map(|word| word.count_ones()).sum();
        let mut before = Vec::with_capacity(begins.len());
        let mut starts = Vec::with_capacity(count as usize);
        for (place, &word) in (0_u32..).step_by(BITS).zip(&begins) {
            before.push(dense(starts.len()));
            let mut bits = word;
            while bits != 0 {
                starts.push(place + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
        Self {
            begins,
            before,
            starts,
        }
    }

    pub(crate) fn len(&self) -> u32 {
        dense(self.starts.len()) - 1
    }

    /// Returns the run in which a cell is; for the cell after the last one, how many runs there are.
    pub(crate) fn of(&self, cell: u32) -> u32 {
        let (word, bit) = (cell as usize / BITS, cell as usize % BITS);
        let up_to = self.begins[word] << (BITS - 1 - bit);
        self.before[word] + up_to.count_ones() - 1
    }

    /// Returns the runs, from one to before another, that have some of these cells.
    pub(crate) fn around(&self, (from, to): Span) -> Span {
        (self.of(from), self.of(to - 1) + 1)
    }

    /// Returns the first cell of a run.
    pub(crate) fn start(&self, run: u32) -> u32 {
        self.starts[run as usize]
    }
}

/// The cells of those runs that are free.
#[derive(Debug)]
pub(crate) struct FreeRuns {
    pub(crate) runs: Runs,
    free: Cells,
}

impl FreeRuns {
    /// Begins with none of them.
    pub(crate) fn none(runs: Runs) -> Self {
        let free = Cells::none(runs.len());
        Self { runs, free }
    }

    pub(crate) fn insert(&mut self, run: u32) {
        self.free.insert(run);
    }
}

impl Free for FreeRuns {
    fn first_from(&self, cell: u32) -> Option<u32> {
        let run = self.free.first_from(self.runs.of(cell))?;
        Some(self.runs.start(run).max(cell))
    }

    fn last_before(&self, cell: u32) -> Option<u32> {
        let last = cell.checked_sub(1)?;
        let run = self.free.last_before(self.runs.of(last) + 1)?;
        Some(last.min(self.runs.start(run + 1) - 1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn free_runs_are_the_cells_between_changes(
            cells in 1..400_u32,
            changes in prop::collection::vec(any::<u32>(), 0..200),
            freed in prop::collection::vec(any::<u32>(), 0..8),
        ) {
            let changes: Vec<u32> = changes.into_iter().map(|cell| cell % (cells + 1)).collect();
            let runs = Runs::new(cells, changes.iter().copied());
            let mut free_runs = FreeRuns::none(runs);
            let mut free = vec![false; cells as usize];
            for cell in freed.into_iter().map(|cell| cell % cells) {
                free_runs.insert(free_runs.runs.of(cell));
                let start = (0..=cell).rev().find(|it| changes.contains(it)).unwrap_or(0);
                let end = (cell + 1..cells).find(|it| changes.contains(it)).unwrap_or(cells);
                free[start as usize..end as usize].fill(true);
            }
            for cell in 0..=cells {
                let first = (cell..cells).find(|&it| free[it as usize]);
                prop_assert_eq!(free_runs.first_from(cell), first);
                let last = (0..cell).rev().find(|&it| free[it as usize]);
                prop_assert_eq!(free_runs.last_before(cell), last);
            }
        }
    }
}
