use hashbrown::HashSet;

use crate::fingerprint::Fingerprint;
use crate::races::Races;
use crate::schedules::Schedules;
use crate::site::Site;
use crate::statistics::Statistics;
use crate::step::Step;

/// What the executions of a search have covered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coverage {
    pub(crate) schedules: Schedules,
    fingerprint: Fingerprint,
    races: Races,
    /// Of operations that raced, those that were seen in this order.
    pairs: HashSet<(Site, Site)>,
}

/// In how many executions from the first on races are looked for.
const ALL_OF_THE_FIRST: u64 = 256;
/// In which of the others: in one of so many.
const ONE_OF: u64 = 16;

impl Coverage {
    /// Adds an execution that had so many tasks and objects.
    pub(crate) fn add(&mut self, iteration: u64, steps: &[Step], tasks: usize, objects: usize) {
        self.schedules
            .add(self.fingerprint.of(steps, tasks, objects));
        // Which they are depends on the number alone, not on the threads.
        if iteration < ALL_OF_THE_FIRST || iteration.is_multiple_of(ONE_OF) {
            self.races.find(steps, &mut self.pairs);
        }
    }

    /// Takes over what another has covered.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.schedules.append(&mut other.schedules);
        self.pairs.extend(other.pairs);
    }

    /// Writes down how much was covered.
    pub(crate) fn tell(&mut self, statistics: &mut Statistics) {
        statistics.distinct = self.schedules.distinct();
        statistics.once = self.schedules.once();
        (statistics.races, statistics.races_both) = self.races();
    }

    /// Returns how many pairs of operations raced, and how many of them were seen in both orders.
    fn races(&self) -> (u64, u64) {
        let both = |(one, other): &&(Site, Site)| self.pairs.contains(&(*other, *one));
        let (both, one): (Vec<_>, Vec<_>) = self.pairs.iter().partition(both);
        let with_itself = both.iter().filter(|(one, other)| one == other).count();
        let both = (both.len() - with_itself) / 2 + with_itself;
        ((both + one.len()) as u64, both as u64)
    }
}
