use std::fmt;
use std::sync::{Arc, OnceLock};

use lockstep_seed::{Seed, Stream};

/// The random choices of a generator: the stream of a seed that was given, or of a fresh one.
///
/// A fresh seed is drawn when it is needed first: most generators are given another right after they are made,
/// and the system takes longer to draw one than a generator takes for many ops. Clones share it.
#[derive(Clone)]
pub(crate) enum Draws {
    Fresh(Arc<OnceLock<Seed>>),
    Of(Stream),
}

impl Draws {
    pub(crate) fn fresh() -> Self {
        Self::Fresh(Arc::default())
    }

    /// Returns those of a seed, from the beginning.
    pub(crate) fn of(seed: impl Into<Seed>) -> Self {
        Self::Of(seed.into().stream())
    }

    #[inline]
    pub(crate) fn stream(&mut self) -> &mut Stream {
        if let Self::Fresh(seed) = self {
            *self = Self::of(drawn(seed));
        }
        match self {
            Self::Of(stream) => stream,
            Self::Fresh(_) => unreachable!("it was given a stream"),
        }
    }

    pub(crate) fn seed(&self) -> Seed {
        match self {
            Self::Fresh(seed) => drawn(seed),
            Self::Of(stream) => stream.seed(),
        }
    }

    fn as_stream(&self) -> Stream {
        match self {
            Self::Fresh(seed) => drawn(seed).stream(),
            Self::Of(stream) => stream.clone(),
        }
    }
}

#[cold]
fn drawn(seed: &OnceLock<Seed>) -> Seed {
    *seed.get_or_init(Seed::fresh)
}

impl PartialEq for Draws {
    fn eq(&self, other: &Self) -> bool {
        self.as_stream() == other.as_stream()
    }
}

impl Eq for Draws {}

impl fmt::Debug for Draws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_stream().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Draws;

    #[test]
    fn clones_of_fresh_draws_go_on_alike() {
        let mut one = Draws::fresh();
        let mut other = one.clone();
        assert_eq!(one.stream().word(), other.stream().word());
        assert_eq!(one, other);
        assert_eq!(one.seed(), other.seed());
    }

    #[test]
    fn fresh_draws_differ() {
        assert_ne!(Draws::fresh(), Draws::fresh());
    }

    #[test]
    fn what_was_looked_at_is_not_moved_on() {
        let mut draws = Draws::fresh();
        let seed = draws.seed();
        assert_eq!(draws, Draws::of(seed));
        assert_eq!(draws.stream().word(), seed.stream().word());
    }
}
