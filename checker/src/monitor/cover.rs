/// How many values cover each of a row of cells, where values go one after the other.
///
/// It tells of each cell once that none covers it any more. Cells stand in blocks; over the blocks stands
/// a tree of the least number in each subtree.
///
/// # Complexity
///
/// Linear to build. To take a value away takes as many steps as a block has cells and the number of
/// cells has digits, and as many again for each block in which cells become bare.
#[derive(Debug)]
pub(crate) struct Cover {
    /// By cell, in blocks: how many cover it, but for what the tree owes; [`BARE`] once it was told of.
    depths: Vec<u32>,
    /// By node, the root at 1: the least depth below it, but for what the nodes above owe.
    least: Vec<u32>,
    /// By node: what is to be taken from all depths below it.
    owed: Vec<u32>,
    /// How many leaves the tree has.
    width: usize,
}

const BLOCK: usize = 64;
const BARE: u32 = 1 << 31;

impl Cover {
    /// Makes a cover of these depths.
    pub(crate) fn new(mut depths: Vec<u32>) -> Self {
        let blocks = depths.len().div_ceil(BLOCK).max(1);
        depths.resize(blocks * BLOCK, BARE);
        let width = blocks.next_power_of_two();
        let mut cover = Self {
            depths,
            least: vec![BARE; 2 * width],
            owed: vec![0; 2 * width],
            width,
        };
        for block in 0..blocks {
            cover.least[width + block] = cover.least_of(block);
        }
        for node in (1..width).rev() {
            cover.pull(node);
        }
        cover
    }

    /// Makes a cover of those of these depths that are beyond the first of each; it tells of a cell once
    /// only one covers it, if ever more did or one does.
    pub(crate) fn beyond_one(depths: &[u32]) -> Self {
        let beyond = |depth: &u32| depth.checked_sub(1).unwrap_or(BARE);
        Self::new(depths.iter().map(beyond).collect())
    }

    /// Returns how many cover each cell, as intervals from one cell to before another say.
    pub(crate) fn depths(cells: u32, intervals: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
        let mut depths = vec![0_u32; cells as usize + 1];
        for (from, to) in intervals {
            depths[from as usize] = depths[from as usize].wrapping_add(1);
            depths[to as usize] = depths[to as usize].wrapping_sub(1);
        }
        depths.pop();
        let mut depth = 0_u32;
        for change in &mut depths {
            depth = depth.wrapping_add(*change);
            *change = depth;
        }
        depths
    }

    /// Takes one away from the depths from `from` on up to before `to`, of which none is bare.
    pub(crate) fn lower(&mut self, from: u32, to: u32) {
        let (from, to) = (from as usize, to as usize);
        let (first, last) = (from / BLOCK, (to - 1) / BLOCK);
        if first == last {
            self.lower_in(first, from, to);
        } else {
            self.lower_in(first, from, (first + 1) * BLOCK);
            self.lower_in(last, last * BLOCK, to);
            self.lower_between(first, last);
            self.pull_above(last);
        }
        self.pull_above(first);
    }

    fn lower_in(&mut self, block: usize, from: usize, to: usize) {
        for depth in &mut self.depths[from..to] {
            *depth -= 1;
        }
        self.least[self.width + block] = self.least_of(block);
    }

    fn lower_between(&mut self, first: usize, last: usize) {
        let (mut one, mut other) = (self.width + first, self.width + last);
        while one ^ other != 1 {
            if one.is_multiple_of(2) {
                self.owe(one + 1);
            }
            if !other.is_multiple_of(2) {
                self.owe(other - 1);
            }
            one /= 2;
            other /= 2;
        }
    }

    fn owe(&mut self, node: usize) {
        self.owed[node] += 1;
        self.least[node] = self.least[node].saturating_sub(1);
    }

    fn pull_above(&mut self, block: usize) {
        let mut node = usize::midpoint(self.width, block);
        while node > 0 {
            self.pull(node);
            node /= 2;
        }
    }

    fn pull(&mut self, node: usize) {
        let least = self.least[2 * node].min(self.least[2 * node + 1]);
        self.least[node] = least.saturating_sub(self.owed[node]);
    }

    fn least_of(&self, block: usize) -> u32 {
        let depths = &self.depths[block * BLOCK..(block + 1) * BLOCK];
        let least = depths.iter().copied().fold(BARE, u32::min);
        least.saturating_sub(self.owed[self.width + block])
    }

    /// Hands over the cells that have become bare since this was last asked.
    pub(crate) fn take_bare(&mut self, bare: &mut Vec<u32>) {
        while self.least[1] == 0 {
            let (mut node, mut owed) = (1, self.owed[1]);
            while node < self.width {
                node *= 2;
                if self.least[node] != owed {
                    node += 1;
                }
                owed += self.owed[node];
            }
            self.take_bare_of(node - self.width, owed, bare);
        }
    }

    fn take_bare_of(&mut self, block: usize, owed: u32, bare: &mut Vec<u32>) {
        let start = block * BLOCK;
        for cell in start..start + BLOCK {
            if self.depths[cell] == owed {
                self.depths[cell] = BARE;
                bare.push(u32::try_from(cell).expect("cells are numbered so"));
            }
        }
        self.least[self.width + block] = self.least_of(block);
        self.pull_above(block);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn tells_of_each_cell_when_the_last_that_covered_it_is_gone(
            cells in prop_oneof![1..300_u32, 2_000..3_000_u32],
            ends in prop::collection::vec((any::<u32>(), any::<u32>()), 0..40),
        ) {
            let intervals: Vec<(u32, u32)> = (ends.into_iter())
                .map(|(one, other)| (one % cells, other % cells))
                .map(|(one, other)| (one.min(other), one.max(other) + 1))
                .collect();
            let mut depths = Cover::depths(cells, intervals.iter().copied());
            let mut cover = Cover::new(depths.clone());
            let mut told = vec![false; cells as usize];
            let mut bare = Vec::new();
            for left in 0..=intervals.len() {
                cover.take_bare(&mut bare);
                for cell in bare.drain(..) {
                    prop_assert!(!std::mem::replace(&mut told[cell as usize], true));
                }
                for (depth, told) in depths.iter().zip(&told) {
                    prop_assert_eq!(*depth == 0, *told);
                }
                if let Some(&(from, to)) = intervals.get(left) {
                    cover.lower(from, to);
                    depths[from as usize..to as usize].iter_mut().for_each(|depth| *depth -= 1);
                }
            }
        }
    }
}
