use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::WorkloadName;
use crate::quoted::quoted;

/// What a run was: what stands beside its history, as `run.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) workload: String,
    pub(crate) client: String,
    pub(crate) concurrency: u32,
    pub(crate) rate_hz: Option<f64>,
    pub(crate) time_limit_ms: Option<u128>,
    pub(crate) ops: Option<u64>,
    pub(crate) nemesis: Vec<String>,
    pub(crate) nemesis_interval_ms: u128,
    pub(crate) seed: String,
}

impl About {
    /// The name of the file.
    pub(crate) const FILE: &'static str = "run.json";

    /// Writes it into the directory of the run.
    pub(crate) fn write(&self, directory: &Path) -> Result<(), String> {
        let path = directory.join(Self::FILE);
        let mut text = serde_json::to_string_pretty(self).expect("it has texts and numbers alone");
        text.push('\n');
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Reads what stands beside a history; nothing if that is of no run of ours.
    pub(crate) fn beside(history: &Path) -> Option<Self> {
        let text = fs::read_to_string(history.with_file_name(Self::FILE)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Returns the workload, if it is one that is known.
    pub(crate) fn workload(&self) -> Option<WorkloadName> {
        WorkloadName::from_str(&self.workload, false).ok()
    }

    /// Returns the command that does the same again.
    pub(crate) fn command(&self) -> String {
        let mut command = format!(
            "lockstep run {} --client {} --concurrency {} --seed {}",
            self.workload,
            quoted(&self.client),
            self.concurrency,
            self.seed
        );
        let mut option = |name, value: Option<String>| {
            if let Some(value) = value {
                write!(command, " --{name} {value}").expect("a string takes all");
            }
        };
        option("rate", self.rate_hz.map(|rate| rate.to_string()));
        option(
            "time-limit",
            self.time_limit_ms.map(|limit| format!("{limit}ms")),
        );
        option("ops", self.ops.map(|ops| ops.to_string()));
        if !self.nemesis.is_empty() {
            option("nemesis", Some(self.nemesis.join(",")));
            option(
                "nemesis-interval",
                Some(format!("{}ms", self.nemesis_interval_ms)),
            );
        }
        command
    }
}
