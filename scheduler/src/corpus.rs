//! Failing schedules that are kept beside a test, and tried first the next time.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::bug::BugFound;
use crate::execution::Body;
use crate::explore::Found;
use crate::failure::Failure;
use crate::investigation::{Findings, investigate};
use crate::options::Options;
use crate::replay::as_in;
use crate::rerun::rerun;
use crate::strategy::{Replay, Unfollowed};
use crate::trace::{Records, Trace};

/// Runs a body under the schedules that a directory holds of its test, in the order of their files, and
/// returns the first that fails.
///
/// A body that has changed follows them as far as it can. A file that holds no trace is a failure, too:
/// what it should have shown was not tried.
pub(crate) fn try_kept(
    directory: &Path,
    is_of: impl Fn(&Trace) -> bool,
    body: &Body,
    options: &Options,
) -> Option<Box<BugFound>> {
    let paths = match kept(directory) {
        Ok(paths) => paths,
        Err(error) => {
            return Some(unread(
                &format!("{}: {error}", directory.display()),
                options,
            ));
        }
    };
    for path in paths {
        match Trace::read(&path) {
            Ok(trace) if is_of(&trace) => {
                if let Some(bug) = try_one(&trace, body, options) {
                    return Some(bug);
                }
            }
            Ok(_) => {}
            Err(error) => return Some(unread(&error.to_string(), options)),
        }
    }
    None
}

/// Returns the files of traces in a directory, in the order of their names; none if there is no such
/// directory yet.
fn kept(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("lockstep")) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn try_one(trace: &Trace, body: &Body, options: &Options) -> Option<Box<BugFound>> {
    let again = as_in(trace, options);
    let schedule = trace.steps.iter().map(|step| step.task).collect();
    let executed = rerun(body, &again, trace.iteration_seed, move |rerun| {
        rerun.run(Replay::new(schedule, Unfollowed::Skips))
    });
    let (failure, findings) = match executed {
        Err(stuck) => (stuck, Findings::only(trace.clone())),
        Ok(executed) => {
            let failure = executed.failure?;
            let found = Arc::new(Found {
                iteration: trace.iteration,
                failure: failure.clone(),
                steps: executed.steps,
                tasks: executed.tasks,
                objects: executed.objects,
            });
            (failure, investigate(body, &again, &found))
        }
    };
    Some(BugFound::reported(failure, findings, &again))
}

fn unread(message: &str, options: &Options) -> Box<BugFound> {
    let failure = Failure::Misuse {
        message: format!("of the schedules that are kept, {message}"),
    };
    let records = Records {
        failure: Some(&failure),
        steps: &[],
        tasks: &[],
        objects: &[],
    };
    let trace = Trace::of(records, 0, options.seed, options);
    let findings = Findings::only(trace);
    Box::new(BugFound::new(failure, findings, options.view))
}
