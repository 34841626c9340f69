use lockstep_seed::Stream;

/// The moments at which the task that would go on is demoted.
#[derive(Clone, Debug, Default)]
pub(super) struct Demotions {
    // invariant: descending, so that the next one is the last
    due: Vec<u64>,
    /// How many moments there were so far.
    moments: u64,
}

impl Demotions {
    /// Begins anew, with so many among the first so many moments, all sets of them equally likely.
    pub(super) fn draw(&mut self, count: u64, moments: u64, stream: &mut Stream) {
        self.moments = 0;
        self.due.clear();
        for bound in moments - count.min(moments)..moments {
            // R. Floyd's way: one that is drawn twice stands for the greatest, which is new.
            let drawn = stream.below(bound + 1);
            let is_new = !self.due.contains(&drawn);
            self.due.push(if is_new { drawn } else { bound });
        }
        self.due.sort_unstable_by(|a, b| b.cmp(a));
    }

    /// Counts a moment, and returns true if it is one of them.
    #[inline]
    pub(super) fn is_due(&mut self) -> bool {
        let is_due = self.due.last() == Some(&self.moments);
        if is_due {
            self.due.pop();
        }
        self.moments += 1;
        is_due
    }
}
