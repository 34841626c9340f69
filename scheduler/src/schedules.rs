/// The schedules of a search, each by a hash of its own, and how often there was each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schedules {
    /// Hashes, and in the lowest two bits how often: three stands for more, too. In order and without
    /// repetition up to `sorted`.
    hashes: Vec<u64>,
    sorted: usize,
}

/// How many hashes are gathered at least before repetitions are dropped.
const GATHERED: usize = 4_096;
/// The bits of a hash that say how often.
const TIMES: u64 = 3;

impl Schedules {
    pub(crate) fn add(&mut self, hash: u64) {
        self.hashes.push(hash & !TIMES | 1);
        if self.hashes.len() >= 2 * self.sorted.max(GATHERED) {
            self.sort();
        }
    }

    /// Takes over what another has gathered, which is empty then.
    pub(crate) fn append(&mut self, other: &mut Self) {
        self.hashes.append(&mut other.hashes);
        other.sorted = 0;
    }

    /// Returns how many different ones there were.
    pub(crate) fn distinct(&mut self) -> u64 {
        self.sort();
        self.hashes.len() as u64
    }

    /// Returns how many there were once only.
    pub(crate) fn once(&mut self) -> u64 {
        self.sort();
        self.hashes
            .iter()
            .filter(|hash| **hash & TIMES == 1)
            .count() as u64
    }

    #[expect(
        clippy::stable_sort_primitive,
        reason = "it finds what is in order already, which is most of them"
    )]
    fn sort(&mut self) {
        self.hashes.sort();
        self.hashes.dedup_by(|next, first| {
            let is_same = *next & !TIMES == *first & !TIMES;
            if is_same {
                let times = (*first & TIMES) + (*next & TIMES);
                *first = *first & !TIMES | times.min(TIMES);
            }
            is_same
        });
        self.sorted = self.hashes.len();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_is_counted(hashes in prop::collection::vec(0..40_u64, 0..200), split in 0..200_usize) {
            let mut parts = [Schedules::default(), Schedules::default()];
            for (place, hash) in hashes.iter().enumerate() {
                parts[usize::from(place < split)].add(hash << 2);
            }
            let [mut all, mut other] = parts;
            prop_assert!(other.distinct() <= 40);
            all.append(&mut other);
            let times = |hash: &u64| hashes.iter().filter(|it| *it == hash).count();
            let distinct = (0..40).filter(|hash| times(hash) > 0).count();
            let once = (0..40).filter(|hash| times(hash) == 1).count();
            prop_assert_eq!((all.distinct(), all.once()), (distinct as u64, once as u64));
        }
    }
}
