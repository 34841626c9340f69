use crate::lapse::Lapse;

/// A set of integers.
pub(crate) trait Elements {
    /// Puts an element in; was it there before?
    fn add(&mut self, element: i64) -> Result<Held, Lapse>;

    /// Takes an element out; was it there before?
    fn remove(&mut self, element: i64) -> Result<Held, Lapse>;

    fn contains(&mut self, element: i64) -> Result<Held, Lapse>;

    /// Returns all elements, in any order.
    fn all(&mut self) -> Result<Vec<i64>, Lapse>;
}

/// Whether an element was in the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    There,
    Missing,
}

impl Held {
    pub(crate) fn there_if(there: bool) -> Self {
        if there { Held::There } else { Held::Missing }
    }
}
