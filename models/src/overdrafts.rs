/// Whether the balance of an account of a [`Bank`](crate::Bank) can be below 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overdrafts {
    /// No: a transfer of more than there is does not happen.
    #[default]
    Refused,
    /// Yes: every transfer between accounts that exist happens.
    Allowed,
}
