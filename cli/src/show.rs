use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use lockstep::report::SchedulePage;
use lockstep::scheduler::{Trace, View};

use crate::exit::Exit;
use crate::output::Output;
use crate::schedule::Schedule;
use crate::source::Source;

/// Shows what happened in an execution that failed.
///
/// A failing test writes a trace. Without options only the steps are shown that the failure depends on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockstep show examples/schedules/lost-update.lockstep
  lockstep show --all --format events examples/schedules/lost-update.lockstep
  lockstep show --html page.html --source . examples/schedules/lost-update.lockstep")]
pub(crate) struct Show {
    /// The trace.
    trace: PathBuf,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// Shows every step.
    #[arg(long)]
    all: bool,
    /// Writes a page for a browser instead, which holds all it needs; - is stdout.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "all"])]
    html: Option<PathBuf>,
    /// The folder of the crate under test, whose source lines the page shows.
    #[arg(long, value_name = "DIR", requires = "html")]
    source: Option<PathBuf>,
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
        match &self.html {
            Some(target) => self.write_page(&trace, target)?,
            None => Output::default().write(self.text(&trace)?)?,
        }
        Ok(Exit::Good)
    }

    fn text(&self, trace: &Trace) -> Result<String, serde_json::Error> {
        let view = if self.all {
            View::Everything
        } else {
            View::Slice
        };
        Ok(match self.format {
            Form::Table => table(trace, view),
            Form::Events => format!("{}\n{}", trace.heading(), trace.lines(view)),
            Form::Json => serde_json::to_string_pretty(&Schedule::of(trace, view))? + "\n",
        })
    }

    fn write_page(&self, trace: &Trace, target: &Path) -> Result<(), Box<dyn Error>> {
        let mut page = SchedulePage::new(trace);
        if let Some(directory) = &self.source {
            let mut source = Source::new(directory);
            page = page.source(|place| source.line_at(place));
        }
        let html = page.to_html();
        if target == Path::new("-") {
            Output::default().write(html)?;
        } else {
            let name = target.display();
            fs::write(target, html).map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(())
    }
}

fn table(trace: &Trace, view: View) -> String {
    let (heading, table, nearest) = (trace.heading(), trace.table(view), trace.nearest());
    let gap = if nearest.is_empty() { "" } else { "\n" };
    format!("{heading}\n{table}{gap}{nearest}")
}
