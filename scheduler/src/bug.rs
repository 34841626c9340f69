use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use lockstep_seed::Seed;

use crate::TaskId;
use crate::determinism::SUSPECTS;
use crate::failure::{Failure, Waiting};
use crate::fold::fold;
use crate::investigation::{Findings, Simpler};
use crate::lines::View;
use crate::options::Options;
use crate::trace::Trace;

/// An execution that failed; it prints as a report of all that helps to understand and repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BugFound {
    /// The number of the execution, from 0.
    pub iteration: u64,
    /// The seed of the search.
    pub seed: Seed,
    /// The seed of the execution.
    pub iteration_seed: Seed,
    /// The name of the strategy that found it.
    pub strategy: String,
    /// How it failed.
    pub reason: Failure,
    /// The number of the last step, from 1; 0 if there was none.
    pub fail_step: u64,
    /// What happened in it.
    pub trace: Trace,
    /// The file that the trace was written to, if one was.
    pub trace_path: Option<PathBuf>,
    /// A simpler execution that fails alike, which the report shows instead.
    pub shrunk: Option<Shrunk>,
    /// The first step that differed when the same schedule was run again: the test is not
    /// deterministic.
    pub divergence: Option<Failure>,
    /// Why a trace could not be written, if one should have been.
    pub unsaved: Option<String>,
    /// Which steps the report shows.
    pub view: View,
}

/// The simplest execution that was found to fail like another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shrunk {
    /// How it failed.
    pub reason: Failure,
    /// What happened in it.
    pub trace: Trace,
    /// The file that the trace was written to, if one was.
    pub trace_path: Option<PathBuf>,
    /// How often a task was left that could have gone on.
    pub preemptions: u64,
    /// How often that was so in the execution that was found.
    pub preemptions_before: u64,
    /// How many executions it took to find.
    pub replays: u64,
}

/// How many steps of a slice a report shows at most; the trace has them all.
const STEPS_SHOWN: usize = 200;

impl Error for BugFound {}

impl BugFound {
    pub(crate) fn new(reason: Failure, findings: Findings, view: View) -> Self {
        let trace = findings.trace;
        Self {
            iteration: trace.iteration,
            seed: trace.seed,
            iteration_seed: trace.iteration_seed,
            strategy: trace.strategy.clone(),
            reason,
            fail_step: trace.fail_step(),
            trace,
            trace_path: None,
            shrunk: findings.simpler.map(Shrunk::of),
            divergence: findings.divergence,
            unsaved: None,
            view,
        }
    }

    /// Makes the report of a failure, and writes its traces if they are to be written.
    pub(crate) fn reported(reason: Failure, findings: Findings, options: &Options) -> Box<Self> {
        let mut bug = Box::new(Self::new(reason, findings, options.view));
        if let Some(directory) = &options.traces {
            bug.save(directory);
        }
        bug
    }

    /// Writes both traces into a directory.
    pub(crate) fn save(&mut self, directory: &Path) {
        self.trace_path = self.keep(self.trace.write_into(directory), directory);
        self.save_shrunk(directory);
    }

    /// Writes the trace of the simpler execution into a directory, if there is one.
    pub(crate) fn save_shrunk(&mut self, directory: &Path) {
        let written = self
            .shrunk
            .as_ref()
            .map(|shrunk| shrunk.trace.write_into(directory));
        let path = written.and_then(|written| self.keep(written, directory));
        if let Some(shrunk) = &mut self.shrunk {
            shrunk.trace_path = path;
        }
    }

    /// Writes the trace of the simplest execution into a directory.
    pub(crate) fn save_simplest(&mut self, directory: &Path) {
        let shrunk = self.shrunk.as_ref().map(|shrunk| &shrunk.trace);
        let written = shrunk.unwrap_or(&self.trace).write_into(directory);
        self.keep(written, directory);
    }

    fn keep(&mut self, written: io::Result<PathBuf>, directory: &Path) -> Option<PathBuf> {
        let error = match written {
            Ok(path) => return Some(path),
            Err(error) => error,
        };
        self.unsaved = Some(format!("{}: {error}", directory.display()));
        None
    }

    /// Returns the execution that the report shows.
    fn shown(&self) -> (&Failure, &Trace, Option<&Path>) {
        match &self.shrunk {
            Some(shrunk) => (&shrunk.reason, &shrunk.trace, shrunk.trace_path.as_deref()),
            None => (&self.reason, &self.trace, self.trace_path.as_deref()),
        }
    }

    fn write_facts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  seed:            {}", self.seed)?;
        writeln!(f, "  iteration seed:  {}", self.iteration_seed)?;
        writeln!(f, "  strategy:        {}", self.strategy)?;
        match (&self.trace_path, &self.unsaved) {
            (Some(path), _) => writeln!(f, "  trace:           {}", path.display())?,
            (None, Some(error)) => writeln!(f, "  trace:           not written: {error}")?,
            (None, None) => {}
        }
        let Some(shrunk) = &self.shrunk else {
            return Ok(());
        };
        if let Some(path) = &shrunk.trace_path {
            writeln!(f, "  shrunk trace:    {}", path.display())?;
        }
        let (from, to) = (shrunk.preemptions_before, shrunk.preemptions);
        let steps = counted(shrunk.trace.fail_step(), "step");
        let replays = counted(shrunk.replays, "replay");
        let preemptions = counted(from, "pre-emption");
        let before = self.fail_step;
        writeln!(
            f,
            "  shrunk:          {preemptions} to {to}, {before} to {steps}, by {replays}"
        )
    }

    fn write_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (reason, trace, _) = self.shown();
        writeln!(f, "\nReason:")?;
        let cycle = trace.cycle();
        match reason {
            Failure::Deadlock { waiting } if !cycle.is_empty() => write_cycle(f, &cycle, waiting),
            // What the body says is not broken into lines other than its own.
            Failure::Panic { .. } => (reason.to_string().lines())
                .try_for_each(|line| writeln!(f, "{}", format!("  {line}").trim_end())),
            reason => write_folded(f, &reason.to_string()),
        }
    }

    fn write_divergence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(divergence) = &self.divergence {
            writeln!(f, "\nNot deterministic:")?;
            write_folded(
                f,
                &format!("run again under the same schedule, {divergence}"),
            )?;
        }
        if self.divergence.is_some() || matches!(self.reason, Failure::Divergence { .. }) {
            write_folded(f, &format!("The usual suspects: {SUSPECTS}."))?;
        }
        Ok(())
    }

    fn write_schedule(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, trace, _) = self.shown();
        if trace.steps.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nSchedule:")?;
        let most = match self.view {
            View::Slice => STEPS_SHOWN,
            View::Everything => usize::MAX,
        };
        f.write_str(&trace.table_of(&trace.places(self.view), most))?;
        writeln!(f, "\nSteps:")?;
        f.write_str(&trace.lines_of(self.view, most))?;
        let left_out = trace.steps.len() - trace.places(self.view).len();
        if left_out == 0 {
            return Ok(());
        }
        let steps = counted(trace.fail_step(), "step");
        writeln!(
            f,
            "\nThe failure does not depend on {left_out} of {steps}, which are left out."
        )?;
        writeln!(f, "LOCKSTEP_NO_CAUSAL_SLICE=1 shows them.")
    }

    fn write_nearest(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, trace, _) = self.shown();
        let nearest = trace.nearest();
        if nearest.is_empty() {
            return Ok(());
        }
        write!(f, "\nOther schedules:\n{nearest}")
    }

    fn write_replay(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, trace, path) = self.shown();
        let Some(path) = path else { return Ok(()) };
        let (file, test) = (quoted(&path.to_string_lossy()), quoted(&trace.test));
        writeln!(f, "\nReplay with:")?;
        writeln!(f, "  LOCKSTEP_REPLAY={file} cargo test {test}")
    }
}

impl fmt::Display for BugFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iteration = self.iteration;
        writeln!(
            f,
            "Lockstep found a concurrency bug on iteration {iteration}.\n"
        )?;
        self.write_facts(f)?;
        self.write_reason(f)?;
        self.write_divergence(f)?;
        self.write_schedule(f)?;
        self.write_nearest(f)?;
        self.write_replay(f)
    }
}

impl Shrunk {
    fn of(simpler: Simpler) -> Self {
        Self {
            reason: simpler.failure,
            trace: simpler.trace,
            trace_path: None,
            preemptions: simpler.preemptions,
            preemptions_before: simpler.preemptions_before,
            replays: simpler.replays,
        }
    }
}

fn write_cycle(f: &mut fmt::Formatter<'_>, cycle: &[TaskId], waiting: &[Waiting]) -> fmt::Result {
    writeln!(f, "  deadlock: tasks wait for each other in a circle")?;
    let of = |task: &TaskId| waiting.iter().find(|waiting| waiting.task == *task);
    for waiting in cycle.iter().filter_map(of) {
        write_folded(f, &format!("  {waiting}"))?;
    }
    let others = waiting.iter().filter(|other| !cycle.contains(&other.task));
    for (waiting, place) in others.zip(0..) {
        if place == 0 {
            writeln!(f, "  and others for them")?;
        }
        write_folded(f, &format!("  {waiting}"))?;
    }
    Ok(())
}

fn write_folded(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let lines = text.lines().flat_map(|line| fold(&format!("  {line}")));
    lines.into_iter().try_for_each(|line| writeln!(f, "{line}"))
}

fn counted(count: u64, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

/// Writes a word so that a shell takes it as one.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=+,@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
