use std::fmt::Display;

use lockstep_workloads::ClientError;

/// Why an operation did not succeed, and whether its session can go on.
#[derive(Debug)]
pub(crate) enum Lapse {
    /// The server refused it, or it was not possible: it did not happen, and the session is as before.
    Refused(String),
    /// It did not happen, for what would have made it happen was never sent; the session is lost.
    Unsent(String),
    /// Nobody knows whether it happened; the session is lost.
    Lost(String),
}

impl Lapse {
    pub(crate) fn refused(reason: impl Display) -> Self {
        Lapse::Refused(reason.to_string())
    }

    pub(crate) fn unsent(reason: impl Display) -> Self {
        Lapse::Unsent(reason.to_string())
    }

    pub(crate) fn lost(reason: impl Display) -> Self {
        Lapse::Lost(reason.to_string())
    }

    /// Returns the same reason for an operation that is known not to have happened.
    pub(crate) fn before_the_commit(self) -> Self {
        match self {
            Lapse::Lost(reason) => Lapse::Unsent(reason),
            other => other,
        }
    }

    pub(crate) fn into_reason(self) -> String {
        match self {
            Lapse::Refused(reason) | Lapse::Unsent(reason) | Lapse::Lost(reason) => reason,
        }
    }

    pub(crate) fn keeps_session(&self) -> bool {
        matches!(self, Lapse::Refused(_))
    }
}

impl From<Lapse> for ClientError {
    fn from(lapse: Lapse) -> Self {
        match lapse {
            Lapse::Refused(reason) | Lapse::Unsent(reason) => ClientError::fail(reason),
            Lapse::Lost(reason) => ClientError::info(reason),
        }
    }
}
