use std::convert::Infallible;

/// What is known of an operation that did not succeed.
///
/// An error type of your own says it through `From<&YourError> for Failure`; see
/// [`ProcessHandle::try_op`](crate::ProcessHandle::try_op).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// It did not happen, for certain: the request was refused, or never sent.
    Fail,
    /// Nobody knows: it may take effect at any later time, or never. A time-out is this.
    Info,
}

impl From<&Failure> for Failure {
    fn from(failure: &Failure) -> Self {
        *failure
    }
}

impl From<&Infallible> for Failure {
    fn from(never: &Infallible) -> Self {
        match *never {}
    }
}
