use crate::expansion::{Bound, Cut};

/// How many configurations each attempt at a search may visit before it is given up for another.
///
/// The numbers decide how long an answer takes and never which it is.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    /// Returns up to this wide are searched without looking for another way.
    pub(crate) narrow: Bound,
    /// What may be visited layer by layer while the layers are narrow, …
    pub(crate) narrow_configurations: u64,
    /// … and so many more a return, where no operation crashed: each that did makes all later layers
    /// wider.
    pub(crate) narrow_per_return: u64,
    /// What may be visited layer by layer, however wide they are, before a refinement may answer.
    pub(crate) layers: u64,
    /// What the search depth first may visit without getting further.
    pub(crate) depth: u64,
    /// What the refinement may visit, over all its rounds, …
    pub(crate) refinement: u64,
    /// … and so many more a return.
    pub(crate) refinement_per_return: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            narrow: Bound {
                interior: 4_096,
                nodes: 512,
                cut: Cut::Pause,
            },
            narrow_configurations: 20_000,
            narrow_per_return: 64,
            layers: 100_000,
            depth: 50_000,
            refinement: 20_000_000,
            refinement_per_return: 1_000,
        }
    }
}

impl Patience {
    /// Makes a patience so short that even small histories need every attempt.
    pub(crate) fn short(configurations: u64) -> Self {
        Self {
            narrow: Bound {
                interior: 16,
                nodes: 4,
                cut: Cut::Pause,
            },
            narrow_configurations: configurations,
            narrow_per_return: 0,
            layers: 2 * configurations,
            depth: configurations,
            refinement: 10 * configurations,
            refinement_per_return: 0,
        }
    }
}
