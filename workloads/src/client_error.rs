use std::fmt::Display;

use lockstep_history::Failure;
use thiserror::Error;

/// Why an operation did not succeed, and what that says of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClientError {
    /// It did not happen, for certain.
    #[error("{0}")]
    Fail(String),
    /// Nobody knows: it may take effect at any later time, or never.
    #[error("{0}")]
    Info(String),
}

impl ClientError {
    /// Says that the operation did not happen, and why.
    pub fn fail(reason: impl Display) -> Self {
        ClientError::Fail(reason.to_string())
    }

    /// Says that nobody knows whether it happened, and why.
    pub fn info(reason: impl Display) -> Self {
        ClientError::Info(reason.to_string())
    }

    /// Returns the reason, for people.
    pub fn reason(&self) -> &str {
        match self {
            ClientError::Fail(reason) | ClientError::Info(reason) => reason,
        }
    }
}

impl From<&ClientError> for Failure {
    fn from(error: &ClientError) -> Self {
        match error {
            ClientError::Fail(_) => Failure::Fail,
            ClientError::Info(_) => Failure::Info,
        }
    }
}
