use std::io;
use std::path::{Path, PathBuf};

use lockstep::history::{Format, ReadError, ReadOptions, Recording};

/// Where a history is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

impl Input {
    /// Takes a path of the command line, where `-` is stdin.
    pub(crate) fn from_path(path: &Path) -> Self {
        if path == Path::new("-") {
            Input::Stdin
        } else {
            Input::File(path.to_owned())
        }
    }

    /// Returns the name that output and errors use.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::Stdin => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    pub(crate) fn read(
        &self,
        format: Option<Format>,
        options: ReadOptions,
    ) -> Result<Recording, ReadError> {
        match self {
            Input::File(path) => Recording::read_as(path, format, options),
            Input::Stdin => Recording::from_reader(io::stdin(), &self.name(), format, options),
        }
    }
}
