use std::fmt;

use thiserror::Error;

/// Why a generator cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// There is nothing to give ops from.
    #[error("{combinator} is given no {}; expected at least one", combinator.parts())]
    Empty {
        /// What was to be built.
        combinator: Combinator,
    },
    /// An op can be as unlikely as one wants, but not impossible.
    #[error("the weight at index {index} is {weight}; expected an integer of at least 1")]
    Weight {
        /// Its place among the weights, from 0.
        index: usize,
        /// What was given.
        weight: i128,
    },
    /// The weights are too great for their number.
    #[error("the {count} weights sum to more than {sum_max}; expected at most that")]
    WeightSum {
        /// How many they are.
        count: usize,
        /// The greatest sum that so many can have: 2⁶⁴ − 1, divided by their number as the next
        /// power of two.
        sum_max: u64,
    },
    /// A range of threads is empty, so that its generator would never be asked.
    #[error("the range at index {index} has 0 threads; expected at least 1")]
    NoThreads {
        /// Its place among the ranges, from 0.
        index: usize,
    },
    /// A group of threads is empty, so that nobody would work on a key.
    #[error("a key has 0 threads; expected at least 1")]
    NoThreadsPerKey,
    /// A window of time is empty, so that its generator would never be asked.
    #[error("the window at index {index} lasts 0 ns; expected at least 1")]
    NoTime {
        /// Its place among the windows, from 0.
        index: usize,
    },
}

/// The ways to build a generator from parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Combinator {
    /// [`random`](crate::random())
    Random,
    /// [`cycle`](crate::cycle())
    Cycle,
    /// [`weighted`](crate::weighted())
    Weighted,
    /// [`mix`](crate::mix())
    Mix,
    /// [`any`](crate::any())
    Any,
    /// [`reserve`](crate::reserve())
    Reserve,
    /// [`cycle_times`](crate::cycle_times())
    CycleTimes,
}

impl Combinator {
    fn parts(self) -> &'static str {
        match self {
            Combinator::Random | Combinator::Cycle | Combinator::Weighted => "ops",
            Combinator::Mix | Combinator::Any => "generators",
            Combinator::Reserve => "ranges",
            Combinator::CycleTimes => "windows",
        }
    }

    /// Refuses to build from nothing.
    pub(crate) fn needs<P: AsRef<[T]>, T>(self, parts: P) -> Result<P, BuildError> {
        match parts.as_ref() {
            [] => Err(BuildError::Empty { combinator: self }),
            _ => Ok(parts),
        }
    }
}

impl fmt::Display for Combinator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Combinator::Random => "random",
            Combinator::Cycle => "cycle",
            Combinator::Weighted => "weighted",
            Combinator::Mix => "mix",
            Combinator::Any => "any",
            Combinator::Reserve => "reserve",
            Combinator::CycleTimes => "cycle_times",
        })
    }
}
