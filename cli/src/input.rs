use std::fs::File;
use std::io::{self, Read};
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

    /// Returns true if it is a file that begins as the trace of an execution does.
    pub(crate) fn is_trace(&self) -> io::Result<bool> {
        const BEGINNING: &[u8] = b"lockstep trace ";
        let Input::File(path) = self else {
            return Ok(false);
        };
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut beginning = Vec::new();
        let file = File::open(path).map_err(named)?;
        let mut file = file.take(BEGINNING.len() as u64);
        file.read_to_end(&mut beginning).map_err(named)?;
        Ok(beginning == BEGINNING)
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
