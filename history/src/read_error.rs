use std::io;
use std::sync::Arc;

use thiserror::Error;

use crate::Fault;

/// Why a history cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("{file}: {error}")]
    Io {
        /// The path of the file.
        file: Arc<str>,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// A line of the file has a fault.
    #[error("{file}:{line}: {fault}")]
    Line {
        /// The name of the file or stream.
        file: Arc<str>,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A byte of a binary file has a fault.
    #[error("{file}: byte {offset}: {fault}")]
    Byte {
        /// The name of the file or stream.
        file: Arc<str>,
        /// The place of the byte in the file, from 0.
        offset: u64,
        /// What is wrong with what begins there.
        fault: Fault,
    },
}
