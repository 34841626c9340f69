use thiserror::Error;

use crate::ProcessId;

/// Why a process is not registered under a unique key.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{by} is registered under this key already")]
pub struct AlreadyRegistered {
    /// Who is.
    pub by: ProcessId,
}
