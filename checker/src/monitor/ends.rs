/// Where intervals end that stand in the order in which they begin, to find one that is long enough.
///
/// A tree of greatest ends, with 16 children a node.
///
/// # Complexity
///
/// Each question takes sixteen steps for each digit that the number of intervals has in base 16.
#[derive(Debug)]
pub(crate) struct Ends {
    /// The ends, then the greatest of every sixteen, and so on; 0 for those that were taken.
    levels: Vec<Vec<u32>>,
}

const CHILDREN: usize = 16;

impl Ends {
    pub(crate) fn new(ends: Vec<u32>) -> Self {
        let mut levels = vec![ends];
        while levels[levels.len() - 1].len() > CHILDREN {
            let below = levels[levels.len() - 1].chunks(CHILDREN);
            let level = below.map(greatest).collect();
            levels.push(level);
        }
        Self { levels }
    }

    /// Takes one out of those from place `from` to before place `to` that ends after this cell.
    pub(crate) fn take(&mut self, from: usize, to: usize, cell: u32) -> Option<usize> {
        let place = if to - from <= CHILDREN {
            let some = &self.levels[0][from..to];
            from + some.iter().rposition(|&other| other > cell)?
        } else {
            self.last_before(to, cell).filter(|&place| place >= from)?
        };
        self.remove(place);
        Some(place)
    }

    /// Takes one out.
    pub(crate) fn remove(&mut self, place: usize) {
        self.levels[0][place] = 0;
        let mut node = place;
        for height in 1..self.levels.len() {
            node /= CHILDREN;
            let end = ((node + 1) * CHILDREN).min(self.levels[height - 1].len());
            let greatest = greatest(&self.levels[height - 1][node * CHILDREN..end]);
            if self.levels[height][node] == greatest {
                break;
            }
            self.levels[height][node] = greatest;
        }
    }

    /// Returns the last place before `to` of an interval that ends after this cell.
    fn last_before(&self, to: usize, cell: u32) -> Option<usize> {
        let mut end = to;
        for (height, level) in self.levels.iter().enumerate() {
            let start = if level.len() > CHILDREN {
                end / CHILDREN * CHILDREN
            } else {
                0
            };
            let long = level[start..end].iter().rposition(|&other| other > cell);
            if let Some(long) = long {
                return Some(self.descend(height, start + long, cell));
            }
            end = start / CHILDREN;
        }
        None
    }

    fn descend(&self, height: usize, node: usize, cell: u32) -> usize {
        let mut node = node;
        for level in self.levels[..height].iter().rev() {
            let start = node * CHILDREN;
            let end = (start + CHILDREN).min(level.len());
            let long = level[start..end].iter().rposition(|&other| other > cell);
            node = start + long.expect("the greatest of them is greater");
        }
        node
    }
}

fn greatest(ends: &[u32]) -> u32 {
    ends.iter().copied().fold(0, u32::max)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn takes_one_that_is_long_enough_if_there_is_one(
            mut ends in prop::collection::vec(1..40_u32, 0..700),
            asked in prop::collection::vec((any::<usize>(), any::<usize>(), 0..45_u32), 0..80),
        ) {
            let mut tree = Ends::new(ends.clone());
            for (one, other, cell) in asked {
                let count = ends.len() + 1;
                let (from, to) = ((one % count).min(other % count), (one % count).max(other % count));
                match tree.take(from, to, cell) {
                    Some(place) => {
                        prop_assert!((from..to).contains(&place) && ends[place] > cell);
                        ends[place] = 0;
                    }
                    None => prop_assert!(ends[from..to].iter().all(|&end| end <= cell)),
                }
            }
        }
    }
}
