use std::fmt;

/// A value for objects to hold: a number below `N`.
///
/// Few of them meet often; of many, hardly two are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Below<const N: u8>(pub(crate) u8);

impl<const N: u8> Below<N> {
    pub(crate) fn all() -> impl Iterator<Item = Self> + Clone {
        (0..N).map(Self)
    }
}

impl<const N: u8> fmt::Display for Below<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const N: u8> fmt::Debug for Below<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
