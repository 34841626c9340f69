use crate::expansion::{Bound, Cut};

/// How many configurations each attempt at a search may visit before it is given up for another.
///
/// The numbers decide how long an answer takes and never which it is.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    /// The most operations of a part that is linearized without looking back, if it can be.
    pub(crate) greedy: u64,
    /// What the first search depth first may visit, where no operation crashed and where some did.
    pub(crate) quick: [Allowance; 2],
    /// What it may visit without getting further.
    pub(crate) quick_stuck: Allowance,
    /// Returns up to this wide are searched layer by layer, …
    pub(crate) narrow: Bound,
    /// … so long, where no operation crashed and where some did: each of those makes all later layers
    /// wider.
    pub(crate) narrow_layers: [Allowance; 2],
    /// What may be visited layer by layer, however wide they are, before others may answer.
    pub(crate) wide_layers: Allowance,
    /// What the refinement may visit, over all its rounds.
    pub(crate) refinement: Allowance,
    /// What the search depth first may visit without getting further.
    pub(crate) stuck: u64,
}

/// A number of configurations and so many more a return.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    base: u64,
    per_return: u64,
}

impl Allowance {
    const fn new(base: u64, per_return: u64) -> Self {
        Self { base, per_return }
    }

    pub(crate) fn of(self, returns: u32) -> u64 {
        self.base + self.per_return * u64::from(returns)
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            greedy: 256,
            quick: [Allowance::new(20_000, 32), Allowance::new(20_000, 8)],
            quick_stuck: Allowance::new(2_000, 2),
            narrow: Bound {
                interior: 4_096,
                nodes: 512,
                dearer: u32::MAX,
                cut: Cut::Pause,
            },
            narrow_layers: [Allowance::new(20_000, 64), Allowance::new(20_000, 0)],
            wide_layers: Allowance::new(100_000, 0),
            refinement: Allowance::new(20_000_000, 1_000),
            stuck: 50_000,
        }
    }
}

impl Patience {
    /// Makes a patience so short that even small histories need every attempt.
    pub(crate) fn short(configurations: u64) -> Self {
        let few = Allowance::new(configurations, 0);
        Self {
            greedy: 0,
            quick: [few; 2],
            quick_stuck: few,
            narrow: Bound {
                interior: 16,
                nodes: 4,
                dearer: u32::MAX,
                cut: Cut::Pause,
            },
            narrow_layers: [few; 2],
            wide_layers: few,
            refinement: Allowance::new(10 * configurations, 0),
            stuck: configurations,
        }
    }
}
