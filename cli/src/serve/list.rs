use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use lockstep::report::{ListedRun, RunsPage};

use super::{made, place};
use crate::run::{About, HISTORY, Verdicts};

/// How deep below the root runs are looked for.
const DEPTH: usize = 8;

/// Makes the page that lists all runs below the root, the last one first.
pub(super) fn page(title: &str, root: &Path) -> String {
    let mut runs = Vec::new();
    collect(root, root, DEPTH, &mut runs);
    runs.sort_by_cached_key(|(time, path)| (Reverse(*time), path.clone()));
    let listed = runs
        .iter()
        .filter_map(|(time, path)| listed(root, path, *time));
    RunsPage::new(title, listed.collect()).to_html()
}

/// Collects the directories of runs and when they were recorded. Links to directories are not followed: they
/// may lead back up.
fn collect(root: &Path, directory: &Path, depth: usize, runs: &mut Vec<(SystemTime, PathBuf)>) {
    // A directory that cannot be read shows nothing.
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !is_directory || is_hidden {
            continue;
        }
        let path = entry.path();
        if place::is_run(&path, root) {
            let about = fs::metadata(path.join(About::FILE));
            let time = about.and_then(|about| about.modified());
            runs.push((time.unwrap_or(SystemTime::UNIX_EPOCH), path));
        } else if depth > 1 {
            collect(root, &path, depth - 1, runs);
        }
    }
}

/// Says of a run what its files do.
fn listed(root: &Path, path: &Path, time: SystemTime) -> Option<ListedRun> {
    let about = About::beside(&path.join(HISTORY))?;
    let verdicts = Verdicts::of_run(path);
    let below = path.strip_prefix(root).ok()?;
    Some(ListedRun {
        name: below.display().to_string(),
        address: place::address(below),
        recorded: httpdate::fmt_http_date(time),
        workload: about.workload,
        client: about.client,
        operations: verdicts.as_ref().and_then(Verdicts::operations),
        verdict: verdicts.map(|verdicts| verdicts.verdict),
        files: made::files(path),
    })
}
