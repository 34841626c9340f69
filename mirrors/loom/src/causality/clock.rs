/// How much of each task's past is known: a vector clock, a number a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock(Vec<u32>);

impl Clock {
    /// Returns how much of a task's past is known.
    pub(super) fn of(&self, task: usize) -> u32 {
        self.0.get(task).copied().unwrap_or(0)
    }

    /// Learns what another clock knows.
    pub(super) fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (known, also) in self.0.iter_mut().zip(&other.0) {
            *known = (*known).max(*also);
        }
    }

    /// Begins a new period of a task, which those who have learnt of it so far do not know.
    pub(super) fn tick(&mut self, task: usize) {
        if self.0.len() <= task {
            self.0.resize(task + 1, 0);
        }
        self.0[task] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_learns_the_later_of_both_periods() {
        let (mut one, mut other) = (Clock::default(), Clock::default());
        one.tick(0);
        one.tick(0);
        other.tick(0);
        other.tick(2);
        one.join(&other);
        assert_eq!((one.of(0), one.of(1), one.of(2), one.of(3)), (2, 0, 1, 0));
    }
}
