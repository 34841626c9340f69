//! `cargo lockstep`: runs a test again under the schedule of a trace.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Args, Parser, Subcommand};
use lockstep::scheduler::Trace;

/// Runs tests again under the schedules that made them fail.
#[derive(Debug, Parser)]
#[command(name = "cargo", bin_name = "cargo", version, max_term_width = 100)]
enum Cargo {
    #[command(subcommand)]
    Lockstep(Lockstep),
}

/// Runs tests again under the schedules that made them fail.
#[derive(Debug, Subcommand)]
enum Lockstep {
    /// Follows the schedule of a trace.
    ///
    /// It ends as `cargo test` does: with 0 if the failure does not come about again.
    Replay(Rerun),
    /// Looks for a simpler schedule that fails alike, and saves it beside the trace.
    Shrink(Rerun),
}

#[derive(Debug, Args)]
struct Rerun {
    /// The trace, which a failing test has written.
    #[arg(long, short)]
    trace: PathBuf,
    /// If it fails again, ask a language model why: see `lockstep explain --help`.
    #[arg(long)]
    explain: bool,
    /// Options for `cargo test`, such as `--package bank`.
    #[arg(last = true)]
    options: Vec<String>,
}

fn main() -> ExitCode {
    let Cargo::Lockstep(command) = Cargo::parse();
    let (variable, rerun) = match &command {
        Lockstep::Replay(rerun) => ("LOCKSTEP_REPLAY", rerun),
        Lockstep::Shrink(rerun) => ("LOCKSTEP_SHRINK", rerun),
    };
    match run(variable, rerun) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(variable: &str, rerun: &Rerun) -> Result<ExitCode, String> {
    let trace = Trace::read(&rerun.trace).map_err(|error| error.to_string())?;
    let path = absolute(&rerun.trace)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let ended = Command::new(cargo)
        .arg("test")
        .args(&rerun.options)
        .arg(&trace.test)
        .env(variable, path)
        .status()
        .map_err(|error| format!("cargo test: {error}"))?;
    if rerun.explain && !ended.success() {
        explain(&rerun.trace)?;
    }
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Runs `lockstep explain`, which stands beside this command. How it ends does not change how the test did.
fn explain(trace: &Path) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|error| format!("lockstep explain: {error}"))?;
    let ended = Command::new(own.with_file_name("lockstep"))
        .arg("explain")
        .arg(trace)
        .status();
    ended.map_err(|error| format!("lockstep explain: {error}"))?;
    Ok(())
}

/// Returns the path from the root: tests run in the folder of their package.
fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))
}
