use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use lockstep::seed::Seed;

use super::{About, Verdicts};

/// What was recorded.
pub(crate) const HISTORY: &str = "history.jsonl";

/// The page of the run.
pub(crate) const PAGE: &str = "index.html";

/// The page of the history.
pub(crate) const HISTORY_PAGE: &str = "history.html";

/// Returns true for what a run has in its directory beside the history.
pub(crate) fn is_beside(path: &Path) -> bool {
    let named = [About::FILE, Verdicts::FILE, PAGE, HISTORY_PAGE].map(OsStr::new);
    let is_named = path.file_name().is_some_and(|name| named.contains(&name));
    let is_plot = path.extension() == Some(OsStr::new("svg"));
    (is_named || is_plot) && path.with_file_name(About::FILE).exists()
}

/// Makes the directory of a run, and returns its path.
///
/// One that is named may be there, but no history in it: runs are never mixed. Without a name it is
/// `runs/WORKLOAD-SEED`, or with a number behind that if there is one already.
pub(super) fn make(named: Option<&Path>, workload: &str, seed: Seed) -> Result<PathBuf, String> {
    let failed = |path: &Path, error| format!("{}: {error}", path.display());
    if let Some(path) = named {
        fs::create_dir_all(path).map_err(|error| failed(path, error))?;
        if path.join(HISTORY).exists() {
            let path = path.display();
            return Err(format!(
                "{path}: there is a history already; expected a new directory"
            ));
        }
        return Ok(path.to_owned());
    }
    let runs = Path::new("runs");
    fs::create_dir_all(runs).map_err(|error| failed(runs, error))?;
    for attempt in 1_u64.. {
        let name = match attempt {
            1 => format!("{workload}-{seed}"),
            _ => format!("{workload}-{seed}-{attempt}"),
        };
        let path = runs.join(name);
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(&path, error)),
        }
    }
    unreachable!("numbers do not end")
}
