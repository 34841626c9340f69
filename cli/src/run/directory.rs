use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use lockstep::seed::Seed;

/// Makes the directory of a run, and returns its path.
///
/// One that is named may be there, but no history in it: runs are never mixed. Without a name it is
/// `runs/WORKLOAD-SEED`, or with a number behind that if there is one already.
pub(super) fn make(named: Option<&Path>, workload: &str, seed: Seed) -> Result<PathBuf, String> {
    let failed = |path: &Path, error| format!("{}: {error}", path.display());
    if let Some(path) = named {
        fs::create_dir_all(path).map_err(|error| failed(path, error))?;
        if path.join("history.jsonl").exists() {
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
