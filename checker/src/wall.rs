/// A return that no configuration gets past: the history has no linearization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wall {
    /// How many returns come before it.
    pub(crate) layer: u32,
    /// Whether every earlier return was shown to be passable.
    pub(crate) first: First,
}

/// Whether a wall is known to be the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    Proved,
    /// The budget ended before that was shown: there may be one earlier.
    AtMost,
}
