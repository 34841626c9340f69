use std::ops::Range;

/// How many histories are tried, and how large they are.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    pub(crate) seeds: Range<u64>,
    pub(crate) operations: Range<usize>,
    /// The most processes.
    pub(crate) processes: usize,
    /// What a search may visit before it gives up.
    pub(crate) configurations: u64,
}

impl Scale {
    /// Returns one for everyday.
    pub(crate) fn quick() -> Self {
        Self {
            seeds: 0..12,
            operations: 60..300,
            processes: 5,
            configurations: 2_000,
        }
    }

    /// Returns one for a long run by hand.
    pub(crate) fn thorough() -> Self {
        Self {
            seeds: 1_000..1_100,
            operations: 200..2_000,
            processes: 8,
            configurations: 100_000,
        }
    }
}
