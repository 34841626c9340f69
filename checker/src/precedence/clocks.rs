use crate::precedence::sessions::Sessions;

/// For each operation, how many operations of each process are it or come before it.
///
/// What comes before an operation is, of every process, the first few operations: so a row of counts
/// says it all (Fidge 1988, Mattern 1989).
pub(crate) struct Clocks {
    width: usize,
    counts: Vec<u32>,
}

impl Clocks {
    pub(crate) fn new(sessions: &Sessions) -> Self {
        let width = sessions.processes();
        Self {
            width,
            counts: vec![0; width * sessions.len()],
        }
    }

    /// Returns how many bytes the clocks of these sessions take.
    pub(crate) fn bytes(sessions: &Sessions) -> u64 {
        4 * sessions.processes() as u64 * sessions.len() as u64
    }

    pub(crate) fn clear(&mut self) {
        self.counts.fill(0);
    }

    pub(crate) fn row(&self, number: u32) -> &[u32] {
        &self.counts[number as usize * self.width..][..self.width]
    }

    /// Counts the operation itself.
    pub(crate) fn tick(&mut self, sessions: &Sessions, number: u32) {
        let process = sessions.process[number as usize] as usize;
        self.counts[number as usize * self.width + process] = sessions.position(number) + 1;
    }

    /// Lets all that is before `earlier`, and it too, be before `later`.
    pub(crate) fn join(&mut self, later: u32, earlier: u32) {
        let [low, high] = [later.min(earlier), later.max(earlier)].map(|number| number as usize);
        let (front, back) = self.counts.split_at_mut(high * self.width);
        let low = &mut front[low * self.width..][..self.width];
        let high = &mut back[..self.width];
        let (into, from) = if later < earlier {
            (low, high)
        } else {
            (high, low)
        };
        for (into, from) in into.iter_mut().zip(from) {
            *into = (*into).max(*from);
        }
    }

    pub(crate) fn is_before(&self, sessions: &Sessions, earlier: u32, later: u32) -> bool {
        let process = sessions.process[earlier as usize] as usize;
        earlier != later && self.row(later)[process] > sessions.position(earlier)
    }
}
