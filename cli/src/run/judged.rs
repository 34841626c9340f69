use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::exit::Exit;

/// What all judges of a run said: what stands beside its history, as `verdict.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Verdicts {
    /// All of them joined: invalid before unreadable before unknown before valid.
    pub(crate) verdict: String,
    pub(crate) judges: Vec<Told>,
}

/// What one judge said of a history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// `linearizable`, or the name of a judge.
    pub(crate) judge: String,
    pub(crate) verdict: String,
    /// As it is printed for people, without colours.
    pub(crate) text: String,
    /// As `lockstep check --json` prints it.
    pub(crate) check: serde_json::Value,
}

impl Verdicts {
    /// The name of the file.
    pub(crate) const FILE: &'static str = "verdict.json";

    /// Joins what was told by a check that ended so.
    pub(crate) fn of(judges: Vec<Told>, exit: Exit) -> Self {
        let verdict = match exit {
            Exit::Good => "valid",
            Exit::Invalid => "invalid",
            Exit::Unknown => "unknown",
            Exit::Unusable => "unreadable",
        };
        Self {
            verdict: verdict.to_owned(),
            judges,
        }
    }

    /// Writes it into the directory of the run.
    pub(crate) fn write(&self, directory: &Path) -> Result<(), String> {
        let path = directory.join(Self::FILE);
        let mut text = serde_json::to_string_pretty(self).expect("it has texts and numbers alone");
        text.push('\n');
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Reads what is in the directory of a run; nothing if that was never judged.
    pub(crate) fn of_run(directory: &Path) -> Option<Self> {
        let text = fs::read_to_string(directory.join(Self::FILE)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Returns how many operations were judged.
    pub(crate) fn operations(&self) -> Option<u64> {
        let mut counts = self.judges.iter().map(|told| &told.check["operations"]);
        counts.find_map(serde_json::Value::as_u64)
    }
}
