use std::env;
use std::fs;
use std::path::Path;

use lockstep::prelude::*;

use crate::recorded::Recorded;

/// Returns the logs of etcd, if `LOCKSTEP_HISTORIES` names the folder of recorded histories.
///
/// # Panics
///
/// If the folder holds no `expected.csv` or a log cannot be read.
pub(crate) fn etcd() -> Option<Vec<Recorded<CasRegister>>> {
    let folder = env::var_os("LOCKSTEP_HISTORIES")?;
    let folder = Path::new(&folder);
    let rows = fs::read_to_string(folder.join("expected.csv")).expect("expected.csv can be read");
    let rows = rows.lines().filter(|row| row.starts_with("etcd/"));
    Some(rows.map(|row| log(folder, row)).collect())
}

/// Reads the log of a row: file, format, model, initial state, validity, and what is not looked at.
fn log(folder: &Path, row: &str) -> Recorded<CasRegister> {
    let fields: Vec<&str> = row.split(',').collect();
    let recording = Recording::read(folder.join(fields[0])).expect("a log can be read");
    let history = recording.decode(&<CasRegister>::default(), Independent::No);
    Recorded {
        history: history.expect("a log is one of a register"),
        verdict: if fields[4] == "true" {
            "valid"
        } else {
            "invalid"
        },
    }
}
