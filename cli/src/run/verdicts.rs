use std::path::Path;

use clap::Parser;

use super::Runnable;
use crate::command::Lockstep;
use crate::exit::Exit;

/// Has everybody judge the history who judges the workload, as `lockstep check` would; returns the worst.
pub(super) fn check<R: Runnable>(directory: &Path) -> Exit {
    let history = directory.join("history.jsonl");
    let exits = R::JUDGES.iter().map(|judge| {
        let mut arguments = vec!["lockstep".into(), "check".into()];
        if *judge != "linearizable" {
            arguments.extend(["--judge".into(), (*judge).into()]);
        }
        arguments.push(history.clone().into_os_string());
        Lockstep::parse_from(arguments).run()
    });
    exits.fold(Exit::Good, Exit::worst)
}
