//! How many executions it takes to try all schedules of ten small tests: here up to the order of
//! independent steps, with loom, and with the depth-first search of shuttle.
//!
//! A number with a sign before it stands where not all were tried within about 100,000 executions.

#![expect(
    clippy::duplicate_mod,
    reason = "the tests are written once, for all schedulers"
)]

use std::io::{self, Write};

mod ours;
mod shuttle;
mod theirs;

/// The most executions of a test.
const MOST: u64 = 100_000;

fn main() -> io::Result<()> {
    let out = &mut io::stdout().lock();
    writeln!(
        out,
        "| test | here | of them redundant | loom | shuttle dfs |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    let tests = ours::small::ALL
        .iter()
        .zip(&theirs::small::ALL)
        .zip(&shuttle::small::ALL);
    for ((here, loom), dfs) in tests {
        assert_eq!(
            [loom.name, dfs.name],
            [here.name; 2],
            "they are in one order"
        );
        let (executions, redundant) = ours::search(here.body);
        let (name, loom, dfs) = (
            here.name,
            theirs::search(loom.body),
            shuttle::search(dfs.body),
        );
        writeln!(
            out,
            "| {name} | {executions} | {redundant} | {loom} | {dfs} |"
        )?;
        out.flush()?;
    }
    Ok(())
}

/// Writes how many executions there were, if that was all of them: loom counts the last that it may not run.
fn cell(executions: u64) -> String {
    if executions + 1 < MOST {
        executions.to_string()
    } else {
        format!("≥{executions}")
    }
}
