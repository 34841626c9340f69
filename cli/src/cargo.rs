//! `cargo lockstep`: runs a test again under the schedule of a trace.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};

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
    Replay {
        #[command(flatten)]
        rerun: Rerun,
        /// If it fails again, ask a language model why: see `lockstep explain --help`.
        #[arg(long)]
        explain: bool,
    },
    /// Looks for a simpler schedule that fails alike, and saves it beside the trace.
    Shrink(Rerun),
}

#[derive(Debug, Args)]
struct Rerun {
    /// The trace, which a failing test has written.
    #[arg(long, short)]
    trace: PathBuf,
    /// Options for `cargo test`, such as `--package bank`.
    #[arg(last = true)]
    options: Vec<String>,
}

fn main() -> ExitCode {
    let Cargo::Lockstep(command) = Cargo::parse();
    let ended = match &command {
        Lockstep::Replay { rerun, explain } if *explain => rerun.run_and_explain(),
        Lockstep::Replay { rerun, .. } => rerun.run("LOCKSTEP_REPLAY"),
        Lockstep::Shrink(rerun) => rerun.run("LOCKSTEP_SHRINK"),
    };
    match ended {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// The code with which `cargo test` ends if a test fails, or if it cannot be built.
const FAILED: i32 = 101;

impl Rerun {
    fn run(&self, variable: &str) -> Result<ExitCode, String> {
        Ok(code(self.test(&self.read()?, variable)?))
    }

    /// Follows the schedule, and has it explained if the test fails. How the explanation ends does not change
    /// how the test did.
    fn run_and_explain(&self) -> Result<ExitCode, String> {
        let trace = self.read()?;
        // A test that cannot be built ends with the same code as one that fails.
        let built = status(cargo_test().arg("--no-run").args(&self.options))?;
        if !built.success() {
            return Ok(code(built));
        }
        let ended = self.test(&trace, "LOCKSTEP_REPLAY")?;
        if ended.code() == Some(FAILED)
            && let Err(error) = explain(&self.trace)
        {
            eprintln!("warning: lockstep explain: {error}");
        }
        Ok(code(ended))
    }

    fn read(&self) -> Result<Trace, String> {
        Trace::read(&self.trace).map_err(|error| error.to_string())
    }

    /// Runs the test that wrote the trace, which it is told by this variable.
    fn test(&self, trace: &Trace, variable: &str) -> Result<ExitStatus, String> {
        let path = absolute(&self.trace)?;
        let mut test = cargo_test();
        status(
            test.args(&self.options)
                .arg(&trace.test)
                .env(variable, path),
        )
    }
}

fn cargo_test() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.arg("test");
    command
}

fn status(command: &mut Command) -> Result<ExitStatus, String> {
    let status = command.status();
    status.map_err(|error| format!("cargo test: {error}"))
}

fn code(ended: ExitStatus) -> ExitCode {
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Runs `lockstep explain`, which stands beside this command.
fn explain(trace: &Path) -> io::Result<ExitStatus> {
    let own = std::env::current_exe()?;
    let mut explain = Command::new(own.with_file_name("lockstep"));
    explain.arg("explain").arg(trace).status()
}

/// Returns the path from the root: tests run in the folder of their package.
fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))
}
