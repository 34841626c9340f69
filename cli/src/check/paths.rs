use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use lockstep::history::Format;
use thiserror::Error;

use crate::input::Input;
use crate::run;

/// What a path leads to: histories, and files that are passed over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) inputs: Vec<Input>,
    pub(crate) skipped: Vec<PathBuf>,
}

/// A path that leads to no history.
#[derive(Debug, Error)]
pub(crate) enum PathError {
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error(
        "{}: there is no history in this directory; expected a file that ends in {}",
        path.display(),
        EXTENSIONS.map(|extension| format!(".{extension}")).join(", ")
    )]
    Empty { path: PathBuf },
}

/// What the names of histories end in.
const EXTENSIONS: [&str; 6] = ["jsonl", "ndjson", "json", "edn", "log", "lsh"];

/// How much of a file is looked at where its name does not tell.
const SAMPLE_BYTES: u64 = 4096;

/// Finds the histories that a path of the command line stands for.
///
/// `-` is stdin, and a file that is named is taken whatever its name is. A directory stands for all
/// histories in it and below, in the order of their paths; what begins with a dot is no part of it.
pub(crate) fn find(path: &Path) -> Result<Found, PathError> {
    let mut found = Found::default();
    if !path.is_dir() {
        found.inputs.push(Input::from_path(path));
        return Ok(found);
    }
    walk(path, &mut found)?;
    if found.inputs.is_empty() {
        let path = path.to_owned();
        return Err(PathError::Empty { path });
    }
    Ok(found)
}

fn walk(directory: &Path, found: &mut Found) -> Result<(), PathError> {
    let failed = |error| PathError::Io {
        path: directory.to_owned(),
        error,
    };
    let entries = fs::read_dir(directory).map_err(failed)?;
    let entries: io::Result<Vec<_>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = entries.map_err(failed)?;
    paths.sort();
    for path in paths.into_iter().filter(|path| !is_hidden(path)) {
        // A link to a directory may lead back up.
        if path.is_dir() && path.is_symlink() {
            found.skipped.push(path);
        } else if path.is_dir() {
            walk(&path, found)?;
        } else if run::is_beside(&path) {
            // It is about the history that it stands beside.
        } else if is_history(&path) {
            found.inputs.push(Input::File(path));
        } else {
            found.skipped.push(path);
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

fn is_history(path: &Path) -> bool {
    match path
        .extension()
        .map(|extension| extension.to_string_lossy())
    {
        Some(extension) if extension == "txt" => begins_with_events(path),
        Some(extension) => EXTENSIONS.iter().any(|known| extension == *known),
        None => begins_with_events(path),
    }
}

/// Looks at the beginning of a file whose name does not tell what it is.
///
/// What cannot be read is taken for a history, so that reading it says why.
fn begins_with_events(path: &Path) -> bool {
    let mut sample = Vec::new();
    let read = File::open(path).and_then(|file| file.take(SAMPLE_BYTES).read_to_end(&mut sample));
    let speaks_of_events = || String::from_utf8_lossy(&sample).contains("invoke");
    match Format::detect(&sample) {
        _ if read.is_err() => true,
        Some(Format::Binary) => true,
        Some(_) => speaks_of_events(),
        None => false,
    }
}
