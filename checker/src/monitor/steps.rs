use crate::monitor::facts::Facts;
use crate::monitor::sources::NOBODY;
use crate::scratch::List;

/// Operations that stand on steps: all of one step come after all of the steps below it, and those on one
/// step in any order.
///
/// They can be put in order exactly if none returned before one from a step below was invoked. For then
/// the order by step and by invocation keeps to the times; and else there is no order.
#[derive(Debug)]
pub(crate) struct Steps {
    /// By operation: its step, or [`NOBODY`] if it stands on none.
    pub(crate) of: List,
    /// How many steps there are.
    pub(crate) count: u32,
}

/// One that returned before another was invoked that has to come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Inverted {
    pub(crate) later: u32,
    pub(crate) earlier: u32,
}

impl Steps {
    /// Returns by step the last operation to be invoked from the steps below, or [`NOBODY`].
    pub(crate) fn last_below(&self, facts: &Facts) -> List {
        let mut last = facts.scratch.filled(self.count as usize + 1, NOBODY);
        // Operations are numbered as they were invoked.
        for (operation, &step) in (0..).zip(&self.of) {
            if step != NOBODY {
                last[step as usize + 1] = operation;
            }
        }
        let mut latest = NOBODY;
        for last in &mut last {
            latest = match (latest, *last) {
                (NOBODY, last) => last,
                (latest, NOBODY) => latest,
                (latest, last) => latest.max(last),
            };
            *last = latest;
        }
        last
    }

    /// Returns an operation from below that the operation, if it stood on this step, would have to come
    /// after and did not.
    pub(crate) fn inversion(
        facts: &Facts,
        last_below: &[u32],
        operation: u32,
        step: u32,
    ) -> Result<(), Inverted> {
        let earlier = last_below[step as usize];
        if earlier != NOBODY && facts.returned[operation as usize] < facts.invoked[earlier as usize]
        {
            return Err(Inverted {
                later: operation,
                earlier,
            });
        }
        Ok(())
    }

    /// Returns the operations by step and by invocation.
    pub(crate) fn order(&self, facts: &Facts, last_below: &[u32]) -> Result<Vec<u32>, Inverted> {
        let mut places = facts.scratch.filled(self.count as usize + 1, 0);
        for (operation, &step) in (0..).zip(&self.of) {
            if step != NOBODY {
                Self::inversion(facts, last_below, operation, step)?;
                places[step as usize + 1] += 1;
            }
        }
        let mut sum = 0;
        for place in &mut places {
            sum += *place;
            *place = sum;
        }
        let mut order = vec![0; sum as usize];
        for (operation, &step) in (0..).zip(&self.of) {
            if step != NOBODY {
                let place = &mut places[step as usize];
                order[*place as usize] = operation;
                *place += 1;
            }
        }
        Ok(order)
    }
}
