/// How many values cover each of a row of runs, where values go one after the other, and which value does
/// where only one is left.
///
/// Over the runs stands a tree with sixteen children a node. At each child stands the least number of
/// values below it that are too many, but for what its parent and the nodes above it say: of sixteen
/// children, but for the topmost ones, the least is 0. So what is taken from all that is below a child is
/// taken there alone. In the same way stands there the exclusive or of the names of values that are to
/// be added to those of all runs below it; where one value is left, its name is left.
///
/// # Complexity
///
/// Linear to build. To take a value away takes some steps for each digit that the number of runs it
/// covered has in base 16, and for each above those in which a least number changes; as many again
/// for each node of runs that it tells of.
#[derive(Debug)]
pub(crate) struct Cover {
    /// The runs, then the nodes of sixteen each, and so on.
    levels: Vec<Level>,
    /// How many runs there are; what follows them was told.
    runs: usize,
}

#[derive(Debug)]
struct Level {
    /// By child: by how many the values are too many; beyond [`TOLD`] if it told of all that is below it.
    excess: Vec<i32>,
    /// By child.
    names: Vec<u32>,
}

const CHILDREN: usize = 16;
/// No number of values is that great.
const TOLD: i32 = 1 << 30;

/// A run and the name of the one value that covers it, or 0 if none does.
pub(crate) type Told = (u32, u32);

impl Cover {
    /// Makes a cover of intervals from one run to before another, with the names of what covers them,
    /// none of them 0. At first it tells of all runs that no more than one value covers.
    ///
    /// # Panics
    ///
    /// If there are 2³⁰ values or more at one run.
    pub(crate) fn new(runs: u32, intervals: impl Iterator<Item = (u32, u32, u32)>) -> Self {
        let runs = runs as usize;
        let room = runs.div_ceil(CHILDREN).max(1) * CHILDREN;
        let (mut excess, mut names) = (vec![0_i32; room + 1], vec![0_u32; room + 1]);
        for (from, to, name) in intervals {
            excess[from as usize] += 1;
            excess[to as usize] -= 1;
            names[from as usize] ^= name;
            names[to as usize] ^= name;
        }
        let (mut depth, mut name) = (0, 0);
        for (excess, names) in excess.iter_mut().zip(&mut names) {
            depth += *excess;
            name ^= *names;
            (*excess, *names) = ((depth - 1).max(0), name);
            assert!(depth < TOLD, "fewer values cover a run");
        }
        excess.truncate(room);
        names.truncate(room);
        excess[runs..].fill(TOLD);
        let mut cover = Self {
            levels: vec![Level { excess, names }],
            runs,
        };
        cover.build();
        cover
    }

    fn build(&mut self) {
        loop {
            let below = self.levels.last_mut().expect("there is one");
            let count = below.excess.len() / CHILDREN;
            if count == 1 {
                return;
            }
            let room = count.next_multiple_of(CHILDREN);
            let mut excess = vec![TOLD; room];
            for (node, excess) in excess[..count].iter_mut().enumerate() {
                *excess = below.level_out(node);
            }
            let names = vec![0; room];
            self.levels.push(Level { excess, names });
        }
    }

    /// Takes a value away that covered the runs from one to before another.
    pub(crate) fn remove(&mut self, from: u32, to: u32, name: u32) {
        let (mut from, mut to) = (from as usize, to as usize);
        // What follows the last run may be lowered with it, so that no node is cut there.
        let is_open = to == self.runs;
        // By how much the least numbers changed below the child before these, and the one after: they
        // stand for the nodes that were cut on the level below.
        let (mut before, mut after) = (0, 0);
        let top = self.levels.len() - 1;
        for height in 0..top {
            let level = &mut self.levels[height];
            if is_open {
                to = level.excess.len();
            }
            level.change(from, to, (before, after));
            let first = from - usize::from(before != 0);
            let end = to + usize::from(after != 0);
            let (one, other) = (first / CHILDREN, (end - 1) / CHILDREN);
            let cuts_one = before != 0 || !from.is_multiple_of(CHILDREN);
            let cuts_other = after != 0 || !to.is_multiple_of(CHILDREN);
            if cuts_one && cuts_other && one == other {
                level.lower(from, to, name);
                return self.level_out_from(height, one);
            }
            (before, after) = (0, 0);
            if cuts_one {
                level.lower(from, (one + 1) * CHILDREN, name);
                before = level.level_out(one);
            }
            if cuts_other {
                level.lower(other * CHILDREN, to, name);
                after = level.level_out(other);
            }
            from = if cuts_one { one + 1 } else { one };
            to = if cuts_other { other } else { to / CHILDREN };
            if from == to && before == 0 && after == 0 {
                return;
            }
        }
        let level = &mut self.levels[top];
        level.change(from, to, (before, after));
        level.lower(from, to, name);
    }

    /// Levels a node out, and the nodes above it in which that changes a least number.
    fn level_out_from(&mut self, height: usize, node: usize) {
        let mut node = node;
        for height in height..self.levels.len() - 1 {
            let least = self.levels[height].level_out(node);
            if least == 0 {
                return;
            }
            self.levels[height + 1].excess[node] += least;
            node /= CHILDREN;
        }
    }

    /// Hands over the runs that no more than one value covers, but for those of which it told before.
    pub(crate) fn tell(&mut self, told: &mut Vec<Told>) {
        tell(&mut self.levels, 0, 0, told);
    }
}

/// Hands over what there is to tell of below a node of the last level.
fn tell(levels: &mut [Level], node: usize, name: u32, told: &mut Vec<Told>) {
    let Some((level, below)) = levels.split_last_mut() else {
        return;
    };
    for child in node * CHILDREN..(node + 1) * CHILDREN {
        if level.excess[child] != 0 {
            continue;
        }
        let name = name ^ level.names[child];
        if below.is_empty() {
            level.excess[child] = TOLD;
            told.push((u32::try_from(child).expect("runs are numbered so"), name));
        } else {
            tell(below, child, name, told);
            let lower = below.last_mut().expect("it is not empty");
            level.excess[child] += lower.level_out(child);
        }
    }
}

impl Level {
    /// Changes the child before these and the one after.
    fn change(&mut self, from: usize, to: usize, (before, after): (i32, i32)) {
        if before != 0 {
            self.excess[from - 1] += before;
        }
        if after != 0 {
            self.excess[to] += after;
        }
    }

    fn lower(&mut self, from: usize, to: usize, name: u32) {
        for (excess, names) in self.excess[from..to]
            .iter_mut()
            .zip(&mut self.names[from..to])
        {
            *excess -= 1;
            *names ^= name;
        }
    }

    /// Takes the least number of a node from all its children, and returns it.
    fn level_out(&mut self, node: usize) -> i32 {
        let children = &mut self.excess[node * CHILDREN..(node + 1) * CHILDREN];
        let least = children.iter().copied().fold(i32::MAX, i32::min);
        if least != 0 {
            for child in children {
                *child -= least;
            }
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn tells_of_each_run_and_its_value_once_no_more_than_one_is_left(
            runs in prop_oneof![1..300_u32, 2_000..9_000_u32],
            ends in prop::collection::vec((any::<u32>(), any::<u32>()), 0..40),
        ) {
            let intervals = (ends.into_iter())
                .map(|(one, other)| (one % runs, other % runs))
                .map(|(one, other)| (one.min(other), one.max(other) + 1));
            let named: Vec<(u32, u32, u32)> =
                (1..).zip(intervals).map(|(name, (from, to))| (from, to, name)).collect();
            let mut cover = Cover::new(runs, named.iter().copied());
            let mut is_told = vec![false; runs as usize];
            let mut told = Vec::new();
            for left in 0..=named.len() {
                cover.tell(&mut told);
                for (run, name) in told.drain(..) {
                    prop_assert!(!std::mem::replace(&mut is_told[run as usize], true));
                    let covering = named[left..].iter().filter(|(from, to, _)| (*from..*to).contains(&run));
                    let covering: Vec<u32> = covering.map(|(_, _, name)| *name).collect();
                    prop_assert_eq!(covering, if name == 0 { vec![] } else { vec![name] });
                }
                for (run, &is_told) in (0..).zip(&is_told) {
                    let mut covering = named[left..].iter().filter(|(from, to, _)| (*from..*to).contains(&run));
                    prop_assert_eq!(is_told, covering.nth(1).is_none());
                }
                if let Some(&(from, to, name)) = named.get(left) {
                    cover.remove(from, to, name);
                }
            }
        }
    }
}
