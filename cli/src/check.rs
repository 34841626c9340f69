use std::error::Error;
use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser};
use lockstep::checker::judges::{Consistency, Drain};
use lockstep::checker::{Engine, Property};
use lockstep::history::{AfterInfo, Format, ReadOptions, Value};
use lockstep::models::{FailedCas, NullReads, Overdrafts};
use lockstep::report::HistoryPage;

use crate::catalog::Settings;
use crate::check::json_line::JsonLine;
use crate::check::judge::Judgement;
pub(crate) use crate::check::judge::judge;
use crate::check::pages::Pages;
use crate::check::rule::Ruled;
use crate::check::spent::Spent;
use crate::check::summary::Summary;
use crate::check::text::Text;
use crate::color::{Color, Paint};
use crate::exit::Exit;
use crate::format_name::readable;
use crate::initial::initial;
use crate::input::Input;
use crate::judge_name::JudgeName;
use crate::meaning::{
    after_info, consistency, drain, engine, failed_cas, null_reads, overdrafts, stale,
};
use crate::model_name::ModelName;
use crate::note::note;
use crate::output::Output;
use crate::quantity::{bytes, duration};
use crate::run::Told;

mod again;
mod bar;
mod figures;
mod infer;
mod json_line;
mod judge;
mod names;
mod pages;
mod paths;
mod rule;
mod spent;
mod summary;
mod text;
mod warnings;

/// How long a file may take unless the command line says otherwise.
pub(crate) const TIMEOUT: &str = "60s";

/// How much memory a file may take unless the command line says otherwise.
pub(crate) const MEMORY: &str = "4GiB";

/// Checks whether histories are linearizable, or consistent in a weaker sense.
///
/// Each history gets a line with its verdict, and a counterexample if it is invalid. Ends with 1 if
/// any is invalid, else with 2 if any cannot be read, else with 3 if any is undecided, else with 0.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Check {
    /// Histories: files, directories with all that is below them, or - for stdin.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    paths: Vec<PathBuf>,

    /// The object that was used; by default inferred from the names of operations.
    ///
    /// `lockstep models` lists them with their JSON forms.
    #[arg(long, value_name = "MODEL", hide_possible_values = true)]
    pub(crate) model: Option<ModelName>,

    /// What is asked of the histories: that each operation takes effect while it is open; that one order
    /// of all keeps what each process did in turn; that each process sees causes before effects; that
    /// all agree on an order of writes that does.
    ///
    /// The causal ones are decided for reads and writes of registers, of values written once.
    #[arg(
        long, default_value = "linearizable", value_name = "PROPERTY", value_parser = consistency()
    )]
    pub(crate) consistency: Property,

    /// Judge by a rule instead, and say what was counted.
    ///
    /// A judge knows its model. A bank is judged by the accounts of --initial, or else by its first read.
    /// No limits are needed: it takes about as long as reading the file.
    #[arg(
        long, value_enum, value_name = "JUDGE", conflicts_with_all = ["model", "consistency", "engine"]
    )]
    judge: Option<JudgeName>,

    /// The state before the first operation; by default null, empty, 0 or free, or eight accounts.
    ///
    /// `lockstep models` says more.
    #[arg(long, value_name = "JSON", value_parser = initial)]
    pub(crate) initial: Option<Value>,

    /// The format of the files; by default the one that their content shows.
    #[arg(long, value_parser = readable())]
    pub(crate) format: Option<Format>,

    /// Every value is [key, value], and every key an object of its own.
    #[arg(long)]
    pub(crate) independent: bool,

    /// What judges: a monitor where one can, else the search; or only one of them.
    ///
    /// Monitors judge classical objects in about the time it takes to sort their histories. The search
    /// judges all, and takes long where much is open at once. The verdict is the same. It is a choice for
    /// linearizability alone.
    #[arg(long, default_value = "auto", value_name = "ENGINE", value_parser = engine())]
    pub(crate) engine: Engine,

    /// How long each file may take: 500ms, 60s, 5m, 1h.
    #[arg(long, default_value = TIMEOUT, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Duration,

    /// How much the search may hold at once, for each file: 512MiB, 4GiB.
    #[arg(long, default_value = MEMORY, value_name = "SIZE", value_parser = bytes)]
    pub(crate) memory: u64,

    /// How many threads to use; by default one per core. The verdict is the same for any number.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZero<usize>>,

    /// Print one JSON object per file.
    #[arg(long)]
    json: bool,

    /// Write a page to look at: a file that ends in .html, or a directory that gets one for each history.
    ///
    /// It holds all it needs. A history that is not valid is judged once more for it, key by key, for up to
    /// the same time.
    #[arg(long, value_name = "PATH")]
    pub(crate) html: Option<PathBuf>,

    /// What a cas tells that ended with fail: nothing, or that it saw another value.
    #[arg(long, default_value = "ignored", value_parser = failed_cas())]
    pub(crate) failed_cas: FailedCas,

    /// What a read tells that completed with null: that it saw null, or nothing.
    #[arg(long, default_value = "seen", value_parser = null_reads())]
    pub(crate) null_reads: NullReads,

    /// Whether the accounts of a bank can hold less than 0.
    #[arg(long, default_value = "refused", value_parser = overdrafts())]
    pub(crate) overdrafts: Overdrafts,

    /// Whether an element of a set may be missed for a while after it was known, for set-full.
    #[arg(long, default_value = "allowed", value_parser = stale())]
    pub(crate) stale: Consistency,

    /// What tells total-queue that the queue was empty: dequeues that found it so, or that the history
    /// has ended.
    #[arg(long, default_value = "observed", value_parser = drain())]
    pub(crate) drain: Drain,

    /// What it means that a process acts again after info: an error, or a new process.
    #[arg(long, default_value = "refuse", value_parser = after_info())]
    pub(crate) after_info: AfterInfo,

    /// When to colour the output. With auto, `NO_COLOR` forbids it.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
}

const EXAMPLES: &str = "\
Examples:
  lockstep check run.jsonl
  lockstep check --model fifo-queue --initial '[1, 2]' queue.edn
  lockstep check --consistency sequential run.jsonl
  lockstep check --judge stats run.jsonl
  lockstep check --html run.html run.jsonl
  lockstep check --independent --timeout 5m --json results/
  lockstep synth --model set | lockstep check -";

/// The options of a check, as they are without a command line.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct Alone {
    #[command(flatten)]
    check: Check,
}

impl Check {
    /// Reads the arguments of a check that another command does.
    ///
    /// # Panics
    ///
    /// If they are none.
    pub(crate) fn of(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let alone = Alone::try_parse_from(arguments);
        alone
            .expect("the command knows the options of its check")
            .check
    }

    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        self.run_with(None)
    }

    /// Runs, and adds what it prints, for people and for programs.
    pub(crate) fn run_and_tell(&self, told: &mut Vec<Told>) -> Result<Exit, Box<dyn Error>> {
        self.run_with(Some(told))
    }

    fn run_with(&self, told: Option<&mut Vec<Told>>) -> Result<Exit, Box<dyn Error>> {
        if self.consistency != Property::Linearizable && self.engine != Engine::Auto {
            let property = self.consistency.name();
            let error = format!(
                "--engine is a choice for linearizability; --consistency {property} has none"
            );
            return Err(error.into());
        }
        let pages = match &self.html {
            Some(path) => Some(Pages::at(path, &self.histories())?),
            None => None,
        };
        let mut run = Run {
            check: self,
            output: Output::default(),
            summary: Summary::default(),
            pages,
            told,
            spent: None,
        };
        for path in &self.paths {
            run.take_path(path)?;
        }
        run.finish()
    }

    /// Names the histories that the paths stand for, those left out that cannot be found.
    fn histories(&self) -> Vec<String> {
        let found = self.paths.iter().filter_map(|path| paths::find(path).ok());
        let inputs = found.flat_map(|found| found.inputs);
        inputs.map(|input| input.name()).collect()
    }

    /// Returns what was asked for beyond the verdict of one history, if anything.
    pub(crate) fn beyond_one_verdict(&self) -> Option<&'static str> {
        let asked = [
            (self.paths.len() > 1, "another history"),
            (self.judge.is_some(), "--judge"),
            (self.html.is_some(), "--html"),
            (self.json, "--json"),
        ];
        let first = asked.into_iter().find(|(is_asked, _)| *is_asked);
        first.map(|(_, name)| name)
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            initial: self.initial.clone(),
            null_reads: self.null_reads,
            failed_cas: self.failed_cas,
            overdrafts: self.overdrafts,
        }
    }

    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions {
            after_info: self.after_info,
            threads: self.threads,
        }
    }
}

/// One run of the command, over all its files.
struct Run<'a> {
    check: &'a Check,
    output: Output,
    summary: Summary,
    pages: Option<Pages>,
    /// What was printed, if that is to be kept.
    told: Option<&'a mut Vec<Told>>,
    /// The history that was judged last.
    spent: Option<Spent>,
}

impl Run<'_> {
    /// Takes all histories that a path stands for.
    fn take_path(&mut self, path: &Path) -> Result<(), Box<dyn Error>> {
        let found = match paths::find(path) {
            Ok(found) => found,
            Err(error) => return self.refuse(&path.display().to_string(), &error),
        };
        for skipped in found.skipped {
            let skipped = skipped.display();
            note(format_args!(
                "skipped {skipped}: its name is not that of a history"
            ));
        }
        for input in &found.inputs {
            self.take(input)?;
        }
        Ok(())
    }

    /// Judges a history and reports it, unless nobody listens any more.
    fn take(&mut self, input: &Input) -> Result<(), Box<dyn Error>> {
        if self.output.is_closed() {
            self.summary.leave_out();
            return Ok(());
        }
        if let Some(spent) = self.spent.take() {
            spent.give_back();
        }
        let file = input.name();
        if let Some(name) = self.check.judge {
            return match rule::judge(input, self.check, name) {
                Ok(ruled) => self.report_ruled(&file, &ruled),
                Err(error) => self.refuse(&file, &error),
            };
        }
        match judge(input, self.check) {
            Ok(mut judgement) => {
                self.spent = judgement.spent.take();
                self.report(&file, &judgement)
            }
            Err(error) => self.refuse(&file, &error),
        }
    }

    fn report(&mut self, file: &str, judgement: &Judgement) -> Result<(), Box<dyn Error>> {
        self.summary
            .add(judgement.verdict.name(), judgement.operations);
        for warning in &judgement.warnings {
            note(format_args!("warning: {file}: {warning}"));
        }
        let line = JsonLine::judged(file, self.check.consistency, judgement);
        self.tell(&line, |text| text.judged(file, judgement))?;
        self.show(file, judgement.page.as_ref())
    }

    /// Writes the page, if there is one, and says where it is.
    fn show(&self, file: &str, page: Option<&HistoryPage>) -> Result<(), Box<dyn Error>> {
        if let (Some(pages), Some(page)) = (&self.pages, page) {
            let path = pages.write(file, page)?;
            note(format_args!("page: {}", path.display()));
        }
        Ok(())
    }

    fn report_ruled(&mut self, file: &str, ruled: &Ruled) -> Result<(), Box<dyn Error>> {
        self.summary.add(ruled.verdict(), ruled.operations);
        for warning in &ruled.warnings {
            note(format_args!("warning: {file}: {warning}"));
        }
        self.tell(&JsonLine::ruled(file, ruled), |text| {
            text.ruled(file, ruled)
        })?;
        self.show(file, ruled.page.as_ref())
    }

    /// Prints a verdict, for programs or for people, and keeps both where they are asked for.
    fn tell(
        &mut self,
        line: &JsonLine<'_>,
        text: impl Fn(Text<'_>) -> String,
    ) -> Result<(), Box<dyn Error>> {
        let written = |paint| {
            text(Text {
                check: self.check,
                paint,
            })
        };
        let printed = if self.check.json {
            line.to_line()?
        } else {
            written(self.check.color.paint())
        };
        if let Some(told) = &mut self.told {
            told.push(line.to_told(written(Paint::Plain))?);
        }
        Ok(self.output.write(&printed)?)
    }

    fn refuse(&mut self, file: &str, error: &dyn Error) -> Result<(), Box<dyn Error>> {
        self.summary.refuse();
        note(format_args!("error: {error}"));
        let line = JsonLine::refused(file, error.to_string());
        if let Some(told) = &mut self.told {
            told.push(line.to_told(format!("error: {error}\n"))?);
        }
        if self.check.json {
            self.output.write(line.to_line()?)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Exit, Box<dyn Error>> {
        if !self.check.json && self.summary.files() > 1 {
            self.output.write(self.summary.to_string())?;
        }
        if let Some(spent) = self.spent {
            spent.leave();
        }
        Ok(self.summary.exit())
    }
}
