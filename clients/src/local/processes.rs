use std::fs;
use std::io;

use rustix::process::{Pid, Signal, kill_process};

/// Sends a signal to a process and, after it, to those that it started: PostgreSQL has one for each client.
///
/// On systems whose `/proc` does not tell what a process started, only the process itself is sent it.
pub(super) fn signal(process: Pid, signal: Signal) -> io::Result<()> {
    // One that was killed does not have its children any more, and one that was stopped gets no new ones.
    let before = started_by(process);
    kill_process(process, signal)?;
    let mut children = started_by(process);
    children.extend(before);
    children.sort_unstable_by_key(|child| child.as_raw_nonzero());
    children.dedup();
    for child in children {
        // It may have ended by itself.
        let _ = kill_process(child, signal);
    }
    Ok(())
}

fn started_by(process: Pid) -> Vec<Pid> {
    let number = process.as_raw_nonzero();
    let children = fs::read_to_string(format!("/proc/{number}/task/{number}/children"));
    let children = children.unwrap_or_default();
    let numbers = children
        .split_whitespace()
        .filter_map(|child| child.parse().ok());
    numbers.filter_map(Pid::from_raw).collect()
}
