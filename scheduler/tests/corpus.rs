//! Failing schedules are kept where that is asked for, and tried first; bytes make schedules.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use lockstep_scheduler::strategy::{Bytes, Named};
use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::{Runner, thread};

/// A directory that is empty and gone at the end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).map_or(Vec::new(), Iterator::collect);
        entries
            .into_iter()
            .map(|entry| entry.unwrap().path())
            .collect()
    }

    fn runner(&self, test: &str) -> Runner {
        Runner::new().without_traces().test(test).corpus(&self.0)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Two tasks add one, each in two steps.
fn count() -> u32 {
    let count = Arc::new(AtomicU32::new(0));
    let other = Arc::clone(&count);
    let task = thread::spawn(move || other.store(other.load(SeqCst) + 1, SeqCst));
    count.store(count.load(SeqCst) + 1, SeqCst);
    task.join().unwrap();
    count.load(SeqCst)
}

fn broken() {
    assert_eq!(count(), 2, "an update is lost");
}

/// Does the same steps, and is content with what comes.
fn mended() {
    assert!(count() > 0);
}

#[test]
fn a_schedule_that_fails_is_kept_and_tried_first_the_next_time() {
    let directory = Directory::new("kept");
    let found = directory.runner("kept").iterations(1_000).try_run(broken);
    assert!(found.is_err());
    assert_eq!(directory.files().len(), 1);
    let once = || {
        directory
            .runner("kept")
            .iterations(1)
            .strategy("exhaustive")
    };
    assert!(
        Runner::new()
            .iterations(1)
            .strategy("exhaustive")
            .search(broken)
            .is_ok()
    );
    let again = once().try_run(broken).unwrap_err();
    assert!(again.to_string().contains("an update is lost"), "{again}");
    assert_eq!(directory.files().len(), 1);
    assert!(once().try_run(mended).is_ok());
}

#[test]
fn schedules_of_other_tests_are_left_alone() {
    let directory = Directory::new("others");
    let found = directory.runner("one").iterations(1_000).try_run(broken);
    assert!(found.is_err());
    let other = directory
        .runner("other")
        .iterations(1)
        .strategy("exhaustive");
    assert!(other.try_run(broken).is_ok());
}

#[test]
fn a_file_that_holds_no_trace_is_named() {
    let directory = Directory::new("unread");
    fs::create_dir_all(&directory.0).unwrap();
    fs::write(directory.0.join("some.lockstep"), "no trace\n").unwrap();
    let runner = directory.runner("unread").traces(&directory.0);
    let found = runner.iterations(1).try_run(mended);
    let said = found.unwrap_err().to_string();
    assert!(said.contains("of the schedules that are kept, "), "{said}");
    assert!(said.contains("some.lockstep"), "{said}");
    assert_eq!(directory.files().len(), 1);
}

#[test]
fn a_test_that_never_failed_leaves_no_directory() {
    let directory = Directory::new("never");
    assert!(
        directory
            .runner("never")
            .iterations(10)
            .try_run(mended)
            .is_ok()
    );
    assert!(!directory.0.exists());
}

#[test]
fn bytes_make_every_schedule() {
    let seen = |runner: Runner| {
        let seen = std::sync::Arc::new(std::sync::Mutex::new(BTreeSet::new()));
        let keep = std::sync::Arc::clone(&seen);
        let search = move || {
            let outcome = count();
            keep.lock().unwrap().insert(outcome);
        };
        runner.search(search).unwrap();
        seen.lock().unwrap().clone()
    };
    let all = seen(Runner::new().iterations(10_000).strategy(Named::Exhaustive));
    let mut of_bytes = BTreeSet::new();
    for bits in 0..64_u8 {
        let bytes: Vec<u8> = (0..6).map(|bit| bits >> bit & 1).collect();
        let runner = Runner::new().iterations(1);
        let make = move || Bytes::new(bytes.clone());
        of_bytes.append(&mut seen(runner.strategy_with("bytes", make)));
    }
    assert_eq!(of_bytes, all);
    assert_eq!(all.len(), 2);
}
