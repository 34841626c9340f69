use std::io;
use std::time::Duration;

use thiserror::Error;

/// Why a server could not be started, or a fault not be caused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LocalError {
    /// Its program is in none of the folders of `PATH`, nor where Debian has it.
    #[error("{0} is not installed")]
    NotInstalled(&'static str),
    /// It ended by itself.
    #[error("{program} ended: {status}; it said: {output}")]
    Ended {
        /// The name of its program.
        program: &'static str,
        /// How it ended.
        status: String,
        /// The last of what it printed.
        output: String,
    },
    /// It did not answer.
    #[error("{program} did not answer within {within:?}: {reason}")]
    Silent {
        /// The name of its program.
        program: &'static str,
        /// How long it was waited for.
        within: Duration,
        /// Why the last attempt failed.
        reason: String,
    },
    /// It does not run, and so cannot be paused.
    #[error("{0} does not run")]
    NotRunning(&'static str),
    /// Something about processes, files or ports.
    #[error(transparent)]
    Io(#[from] io::Error),
}
