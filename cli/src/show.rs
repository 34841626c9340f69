use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use lockstep::history::{ReadOptions, Recording};
use lockstep::report::{HistoryPage, SchedulePage};
use lockstep::scheduler::{Trace, View};

use crate::exit::Exit;
use crate::input::Input;
use crate::output::Output;
use crate::schedule::Schedule;
use crate::source::Source;

mod history;

/// Shows what happened in an execution that failed, or in a history.
///
/// A failing test writes a trace. Without options only the steps are shown that the failure depends on. A
/// history is drawn as bars, or listed event by event where these would be too wide or it has more than the
/// operations of clients; nobody judges it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockstep show examples/schedules/lost-update.lockstep
  lockstep show --all --format events examples/schedules/lost-update.lockstep
  lockstep show --html page.html --source . examples/schedules/lost-update.lockstep
  lockstep show examples/histories/register-quiet-day.jsonl
  lockstep show --html page.html examples/histories/mutex-two-holders.edn")]
pub(crate) struct Show {
    /// The trace or the history; - is a history from stdin.
    file: PathBuf,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
    /// Shows every step of a trace.
    #[arg(long)]
    all: bool,
    /// Writes a page for a browser instead, which holds all it needs; - is stdout.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "all"])]
    html: Option<PathBuf>,
    /// The folder of the crate under test, whose source lines the page shows.
    #[arg(long, value_name = "DIR", requires = "html")]
    source: Option<PathBuf>,
}

/// The ways to show a trace or a history.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// A column for each task, time downwards; of a history bars, time to the right, where these have room for all of it.
    Table,
    /// A numbered line for each step or event.
    Events,
    /// One JSON object, of a trace.
    Json,
}

impl Show {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let input = Input::from_path(&self.file);
        if input.is_trace()? {
            self.show_trace(&Trace::read(&self.file)?)?;
        } else {
            self.show_history(&input.read(None, ReadOptions::default())?)?;
        }
        Ok(Exit::Good)
    }

    fn show_trace(&self, trace: &Trace) -> Result<(), Box<dyn Error>> {
        if let Some(directory) = self.source.as_deref().filter(|source| !source.is_dir()) {
            let directory = directory.display();
            return Err(format!("--source {directory}: expected a directory").into());
        }
        match &self.html {
            Some(target) => write_page(target, &self.page(trace)),
            None => Ok(Output::default().write(self.text(trace)?)?),
        }
    }

    fn show_history(&self, recording: &Recording) -> Result<(), Box<dyn Error>> {
        if self.all || self.source.is_some() {
            let option = if self.all { "--all" } else { "--source" };
            return Err(format!(
                "{option} is for traces; {} is a history",
                recording.source()
            )
            .into());
        }
        if let Some(target) = &self.html {
            return write_page(target, &HistoryPage::unjudged(recording).to_html());
        }
        let text = match self.format {
            Form::Table => history::bars(recording),
            Form::Events => history::events(recording),
            Form::Json => return Err("a history as JSON is what `lockstep convert` writes".into()),
        };
        Ok(Output::default().write(text)?)
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

    fn page(&self, trace: &Trace) -> String {
        let mut page = SchedulePage::new(trace);
        if let Some(directory) = &self.source {
            let mut source = Source::new(directory);
            page = page.source(|place| source.line_at(place));
        }
        page.to_html()
    }
}

fn write_page(target: &Path, html: &str) -> Result<(), Box<dyn Error>> {
    if target == Path::new("-") {
        Output::default().write(html)?;
    } else {
        let name = target.display();
        fs::write(target, html).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

fn table(trace: &Trace, view: View) -> String {
    let (heading, table, nearest) = (trace.heading(), trace.table(view), trace.nearest());
    let gap = if nearest.is_empty() { "" } else { "\n" };
    format!("{heading}\n{table}{gap}{nearest}")
}
