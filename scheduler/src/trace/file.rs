use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{ParseTraceError, Trace};

/// The most characters that a suite or a test has in the name of a file.
const NAME_MAX: usize = 80;

/// A file that no trace could be read from.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadTraceError {
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// It is not a trace.
    #[error("{}: {error}", path.display())]
    Text {
        /// Which file.
        path: PathBuf,
        /// Where it is not.
        error: ParseTraceError,
    },
}

impl Trace {
    /// Reads a trace from a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is not a trace.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ReadTraceError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| ReadTraceError::File {
            path: path.into(),
            error,
        })?;
        text.parse().map_err(|error| ReadTraceError::Text {
            path: path.into(),
            error,
        })
    }

    /// Writes the trace into a directory, which is made if there is none, and returns the file.
    ///
    /// # Errors
    ///
    /// If the directory or the file cannot be written.
    pub fn write_into(&self, directory: impl AsRef<Path>) -> io::Result<PathBuf> {
        let path = directory.as_ref().join(self.file_name());
        fs::create_dir_all(directory)?;
        fs::write(&path, self.to_string())?;
        Ok(path)
    }

    /// Returns the name of its file: `<suite>-<test>-iter<N>-seed<S>.lockstep`, and `.shrunk` before
    /// the ending if it was shrunk.
    ///
    /// Whatever a file system could object to in the names is an underscore.
    pub fn file_name(&self) -> String {
        let suite = self.suite.as_deref().map(safe).filter(|s| !s.is_empty());
        let suite = suite.map_or(String::new(), |suite| suite + "-");
        let (test, iteration, seed) = (safe(&self.test), self.iteration, self.seed);
        let shrunk = self.shrunk_from.map_or("", |_| ".shrunk");
        format!("{suite}{test}-iter{iteration}-seed{seed}{shrunk}.lockstep")
    }
}

fn safe(name: &str) -> String {
    let mut safe = String::new();
    for c in name.chars().take(NAME_MAX) {
        let is_safe = c.is_ascii_alphanumeric() || c == '_' || (c == '.' && !safe.is_empty());
        if is_safe || c == '-' {
            safe.push(c);
        } else if !safe.ends_with('_') {
            safe.push('_');
        }
    }
    safe
}
