use crate::dense::dense;

/// A list of numbers for each number, all in one allocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    /// Where each list begins, and behind them where the last one ends.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Puts each item into the list of its number, in the order in which they come.
    pub(crate) fn new(lists: usize, items: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; lists + 1];
        for (list, _) in items.clone() {
            starts[list as usize + 1] += 1;
        }
        for list in 0..lists {
            starts[list + 1] += starts[list];
        }
        let mut free = starts.clone();
        let mut sorted = vec![0; starts[lists] as usize];
        for (list, item) in items {
            sorted[free[list as usize] as usize] = item;
            free[list as usize] += 1;
        }
        Self {
            starts,
            items: sorted,
        }
    }

    pub(crate) fn of(&self, list: u32) -> &[u32] {
        let [from, to] = [list, list + 1].map(|list| self.starts[list as usize] as usize);
        &self.items[from..to]
    }

    pub(crate) fn count(&self, list: u32) -> u32 {
        dense(self.of(list).len())
    }
}
