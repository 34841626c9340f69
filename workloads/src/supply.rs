use lockstep_seed::{Seed, Stream};

use crate::Values;

/// How many of the latest values an unbounded supply takes for known.
const RECENT: i64 = 8;

/// How many values are always read as a whole.
const READ_WHOLE: i64 = 32;

/// What the operations on one object are made of: values to write, values to expect, keys.
///
/// Everything it gives is fixed by the seed it was made with.
#[derive(Clone, Debug)]
pub struct Supply {
    values: Values,
    keys: u32,
    given: i64,
    worker: u32,
    workers: u32,
    stream: Stream,
}

impl Supply {
    /// Makes a supply of these values, and of keys below `keys`.
    pub(crate) fn new(values: Values, keys: u32, seed: Seed) -> Self {
        Self {
            values,
            keys,
            given: 0,
            worker: 0,
            workers: 1,
            stream: seed.stream(),
        }
    }

    /// Makes the supply of one of so many workers, none of whom is given the unique values of another.
    pub(crate) fn of_worker(self, worker: u32, workers: u32) -> Self {
        assert!(
            worker < workers,
            "worker {worker} asks, and the workload was made for {workers} workers"
        );
        Self {
            worker,
            workers,
            ..self
        }
    }

    /// Returns a value to write: any of the pool, or one that was never given before, from 1.
    pub fn fresh(&mut self) -> i64 {
        self.given += 1;
        match self.values {
            Values::Pool(size) => self.below(size),
            Values::Unique => self.latest() - i64::from(self.workers - 1 - self.worker),
        }
    }

    /// Returns the greatest value that was given, if all workers were given as many.
    fn latest(&self) -> i64 {
        self.given * i64::from(self.workers)
    }

    /// Returns a value that the object may hold: any of the pool, or one of the eight latest.
    ///
    /// Where values are unique and none was given yet, it is 0, which is none of them.
    pub fn known(&mut self) -> i64 {
        match self.values {
            Values::Pool(size) => self.below(size),
            Values::Unique if self.given == 0 => 0,
            Values::Unique => {
                let latest = self.latest();
                let oldest = (latest - RECENT * i64::from(self.workers)).max(0);
                latest - self.below_i64(latest - oldest)
            }
        }
    }

    /// Returns how many values it has given to be written.
    pub fn given(&self) -> i64 {
        self.given
    }

    /// Returns how many different values it can have given to be written.
    pub fn distinct(&self) -> i64 {
        match self.values {
            Values::Pool(size) => self.given.min(size.into()),
            Values::Unique => self.given,
        }
    }

    /// Draws whether to read an object as a whole that holds `size` values.
    ///
    /// The answers of all reads together are to be as long as the history is, not as its square: with
    /// up to 32 values always, with more the rarer the more there are.
    pub fn reads_all(&mut self, size: i64) -> bool {
        self.below_i64(size.max(1)) < READ_WHOLE
    }

    /// Returns a key of the object, for objects that have keys of their own.
    pub fn key(&mut self) -> i64 {
        self.below(self.keys)
    }

    /// Returns a number below `bound`, all equally likely.
    ///
    /// # Panics
    ///
    /// If `bound` is 0.
    pub fn below(&mut self, bound: u32) -> i64 {
        self.below_i64(i64::from(bound))
    }

    fn below_i64(&mut self, bound: i64) -> i64 {
        let number = self.stream.below(bound.unsigned_abs());
        i64::try_from(number).expect("below a bound of 63 bits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supply(values: Values) -> Supply {
        Supply::new(values, 3, Seed::from(7))
    }

    #[test]
    fn a_pool_gives_each_of_its_values() {
        let mut supply = supply(Values::Pool(5));
        let mut seen: Vec<_> = (0..100).map(|_| supply.fresh()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn unique_values_never_come_twice() {
        let mut supply = supply(Values::Unique);
        assert!((1..=100).all(|next| supply.fresh() == next));
    }

    #[test]
    fn no_two_workers_get_the_same_unique_value() {
        let mut supplies: Vec<_> = (0..3)
            .map(|worker| supply(Values::Unique).of_worker(worker, 3))
            .collect();
        let given: Vec<_> = (0..2)
            .flat_map(|_| supplies.iter_mut().map(Supply::fresh).collect::<Vec<_>>())
            .collect();
        assert_eq!(given, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn known_values_are_among_the_latest() {
        let mut supply = supply(Values::Unique);
        assert_eq!(supply.known(), 0);
        for latest in 1..=20 {
            supply.fresh();
            assert!((latest - 7..=latest).contains(&supply.known()));
        }
    }
}
