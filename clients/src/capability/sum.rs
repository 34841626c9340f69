use crate::lapse::Lapse;

/// A number to which others are added; 0 at first.
pub(crate) trait Sum {
    /// Adds, and returns the sum thereafter.
    fn add(&mut self, amount: i64) -> Result<i64, Lapse>;

    fn total(&mut self) -> Result<i64, Lapse>;
}
