use crate::monitor::marks::Marks;

/// What needs one of some runs that stand in a row, whichever becomes free first.
///
/// A tree stands over the runs. What needs one of a row stands at the fewest nodes that together have
/// just these runs below them. A node has served once a run below it is free, and then so have those
/// above it.
///
/// # Complexity
///
/// Linear in the number of runs and, for each row, in the number of binary digits of its length.
#[derive(Debug)]
pub(crate) struct Wants {
    /// By node, the root at 1 and the runs last: where in `all` begins what stands there.
    starts: Vec<u32>,
    all: Vec<u32>,
    /// The nodes that have served.
    has_served: Marks,
    runs: usize,
}

impl Wants {
    /// Makes them of names, and the rows, from one run to before another, of which they need one.
    pub(crate) fn new(runs: u32, rows: &[(u32, u32, u32)]) -> Self {
        let runs = runs as usize;
        let mut starts = vec![0_u32; 2 * runs + 1];
        for &(from, to, _) in rows {
            each_node(runs, from, to, |node| starts[node] += 1);
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        let mut all = vec![0; before as usize];
        for &(from, to, name) in rows {
            each_node(runs, from, to, |node| {
                starts[node] -= 1;
                all[starts[node] as usize] = name;
            });
        }
        Self {
            starts,
            all,
            has_served: Marks::none(2 * runs),
            runs,
        }
    }

    /// Hands over what is served by a run that is free now, maybe again.
    pub(crate) fn serve(&mut self, run: u32, served: &mut Vec<u32>) {
        let mut node = self.runs + run as usize;
        while node > 0 && self.has_served.mark(node) {
            let (from, to) = (self.starts[node] as usize, self.starts[node + 1] as usize);
            served.extend_from_slice(&self.all[from..to]);
            node /= 2;
        }
    }
}

/// Hands over the nodes that together have the runs from one to before another below them.
fn each_node(runs: usize, from: u32, to: u32, mut each: impl FnMut(usize)) {
    let (mut from, mut to) = (runs + from as usize, runs + to as usize);
    while from < to {
        if from % 2 == 1 {
            each(from);
            from += 1;
        }
        if to % 2 == 1 {
            to -= 1;
            each(to);
        }
        from /= 2;
        to /= 2;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn serves_what_needs_a_run_once_the_first_of_its_row_is_free(
            runs in 1..200_u32,
            ends in prop::collection::vec((any::<u32>(), any::<u32>()), 0..40),
            free in prop::collection::vec(any::<u32>(), 0..40),
        ) {
            let rows: Vec<(u32, u32)> = (ends.into_iter())
                .map(|(one, other)| (one % runs, other % runs))
                .map(|(one, other)| (one.min(other), one.max(other) + 1))
                .collect();
            let named = (0..).zip(&rows).map(|(name, &(from, to))| (from, to, name));
            let mut wants = Wants::new(runs, &named.collect::<Vec<_>>());
            let mut is_served = vec![false; rows.len()];
            let mut is_expected = is_served.clone();
            for run in free.into_iter().map(|run| run % runs) {
                let mut served = Vec::new();
                wants.serve(run, &mut served);
                for name in served {
                    is_served[name as usize] = true;
                }
                for (expected, (from, to)) in is_expected.iter_mut().zip(&rows) {
                    *expected |= (*from..*to).contains(&run);
                }
                prop_assert_eq!(&is_served, &is_expected);
            }
        }
    }
}
