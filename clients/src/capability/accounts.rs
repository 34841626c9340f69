use crate::lapse::Lapse;

/// Accounts with numbers, between which amounts are moved; at first each holds 0.
pub(crate) trait Accounts {
    /// Moves an amount above 0 between two accounts, unless the one that pays would then hold less than `least`.
    fn transfer(&mut self, transfer: &Transfer) -> Result<Moved, Lapse>;

    /// Returns what accounts hold; those that hold 0 may be left out.
    fn balances(&mut self) -> Result<Vec<(i64, i64)>, Lapse>;
}

/// What is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) amount: i64,
    /// What the account that pays has to hold at least when it is done.
    pub(crate) least: i64,
}

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    Done,
    /// There was not enough.
    Refused,
}

impl Transfer {
    /// Returns what both hold after it, if there is enough.
    pub(crate) fn of(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let left = from.checked_sub(self.amount)?;
        let more = to.checked_add(self.amount)?;
        (left >= self.least).then_some((left, more))
    }
}
