use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::run::{About, HISTORY, HISTORY_PAGE, PAGE, Verdicts};

/// What stands in a path as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What an address stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The list of all runs.
    List,
    /// The directory of a run, and the name of a file in it; none for the page of the run.
    Run(PathBuf, Option<String>),
    /// The directory of a run whose address lacks the `/` at its end.
    Unfinished,
    /// Nothing that is shown.
    Nowhere,
}

impl Place {
    /// Finds what the path of an address stands for.
    ///
    /// Only what is in the directory of a run is shown, and only what is below the root: names that lead
    /// elsewhere are no names, and links are followed before it is asked where they lead.
    pub(super) fn of(root: &Path, path: &str) -> Self {
        let Some(names) = names(path) else {
            return Place::Nowhere;
        };
        let is_finished = names.last().is_some_and(String::is_empty);
        let names: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).collect();
        let within = |path: PathBuf| {
            let path = path.canonicalize().ok()?;
            path.starts_with(root).then_some(path)
        };
        let run_at = |path: PathBuf| within(path).filter(|path| is_run(path, root));
        let Some((last, above)) = names.split_last() else {
            // A run can be shown alone.
            return run_at(root.to_owned()).map_or(Place::List, |run| Place::Run(run, None));
        };
        let above = above
            .iter()
            .fold(root.to_owned(), |path, name| path.join(name));
        match (run_at(above.join(last)), is_finished) {
            (Some(run), true) => Place::Run(run, None),
            (Some(_), false) => Place::Unfinished,
            (None, true) => Place::Nowhere,
            (None, false) => match run_at(above) {
                Some(run) if stays_within(&run.join(last), root) => {
                    Place::Run(run, Some(last.clone()))
                }
                _ => Place::Nowhere,
            },
        }
    }
}

/// Returns true for the directory of a run, whose files are where they seem to be: what a page is made of leads
/// nowhere else either.
pub(super) fn is_run(directory: &Path, root: &Path) -> bool {
    let files = [About::FILE, Verdicts::FILE, HISTORY, HISTORY_PAGE, PAGE];
    let mut files = files.iter().map(|file| directory.join(file));
    directory.join(About::FILE).is_file() && files.all(|file| stays_within(&file, root))
}

/// Returns true for what is not there, or is a file below the root.
fn stays_within(path: &Path, root: &Path) -> bool {
    match path.canonicalize() {
        Ok(path) => path.starts_with(root) && path.is_file(),
        Err(_) => fs::symlink_metadata(path).is_err(),
    }
}

/// Returns the names that a path consists of, without what they are encoded with; none if one is no name of a
/// file that is shown. After a `/` at the end there is an empty one.
fn names(path: &str) -> Option<Vec<String>> {
    let names = path.strip_prefix('/')?.split('/').map(|name| {
        let name = percent_decode_str(name).decode_utf8().ok()?;
        let is_name = !name.starts_with('.') && !name.contains(['/', '\\', '\0', ':']);
        is_name.then(|| name.into_owned())
    });
    let names: Option<Vec<String>> = names.collect();
    let (_, above) = names.as_ref()?.split_last()?;
    if above.iter().any(String::is_empty) {
        return None;
    }
    names
}

/// Writes the path of a directory below the root as an address.
pub(super) fn address(below: &Path) -> String {
    let names = below.components().map(|name| {
        let name = name.as_os_str().to_string_lossy();
        format!("/{}", utf8_percent_encode(&name, ENCODED))
    });
    names.collect::<String>() + "/"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_no_names() {
        for path in [
            "/..",
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/a/%2E%2E/",
            "/..%2fx",
            "/%2fetc/passwd",
            "//etc/passwd",
            "/a//b",
            "/.git/config",
            "/a/./b",
            "/a%00b",
            "/a%5c..%5cb",
            "",
            "a",
            "/%ff",
        ] {
            assert_eq!(names(path), None, "{path}");
        }
        assert_eq!(names("/"), Some(vec![String::new()]));
        let found = names("/a%20b/%C3%A4.svg");
        assert_eq!(found, Some(vec!["a b".to_owned(), "ä.svg".to_owned()]));
    }

    #[test]
    fn addresses_are_read_as_they_are_written() {
        let address = address(Path::new("a b/50%#?"));
        assert_eq!(address, "/a%20b/50%25%23%3F/");
        assert_eq!(
            names(&address),
            Some(["a b", "50%#?", ""].map(str::to_owned).to_vec())
        );
    }
}
