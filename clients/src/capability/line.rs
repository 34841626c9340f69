use crate::lapse::Lapse;

/// Integers in a line, to whose back others are put.
pub(crate) trait Line {
    fn push(&mut self, value: i64) -> Result<(), Lapse>;

    /// Takes the value at an end off, if there is one.
    fn take(&mut self, end: End) -> Result<Option<i64>, Lapse>;

    /// Returns the value at the back, if there is one.
    fn back(&mut self) -> Result<Option<i64>, Lapse>;

    /// Returns all values, from the front.
    fn whole(&mut self) -> Result<Vec<i64>, Lapse>;
}

/// An end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Front,
    Back,
}
