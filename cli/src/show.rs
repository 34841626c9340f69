use std::error::Error;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use lockstep::scheduler::{Trace, View};

use crate::exit::Exit;
use crate::output::Output;
use crate::schedule::Schedule;

/// Shows what happened in an execution that failed.
///
/// A failing test writes a trace. Without options only the steps are shown that the failure depends on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockstep show examples/schedules/lost-update.lockstep
  lockstep show --all --format events examples/schedules/lost-update.lockstep")]
pub(crate) struct Show {
    /// The trace.
    trace: PathBuf,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// Shows every step.
    #[arg(long)]
    all: bool,
}

/// The ways to show a trace.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// A column for each task, time downwards.
    Table,
    /// A numbered line for each step.
    Events,
    /// One JSON object.
    Json,
}

impl Show {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let trace = Trace::read(&self.trace)?;
        let view = if self.all {
            View::Everything
        } else {
            View::Slice
        };
        let text = match self.format {
            Form::Table => format!("{}\n{}", head(&trace), trace.table(view)),
            Form::Events => format!("{}\n{}", head(&trace), trace.lines(view)),
            Form::Json => serde_json::to_string_pretty(&Schedule::of(&trace, view))? + "\n",
        };
        Output::default().write(text)?;
        Ok(Exit::Good)
    }
}

fn head(trace: &Trace) -> String {
    let Trace {
        test,
        iteration,
        seed,
        strategy,
        failure,
        reason,
        ..
    } = trace;
    format!("{test}: {failure} in iteration {iteration} of seed {seed}, {strategy}\n\n{reason}\n")
}
