use std::num::NonZero;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::Arc;

use lockstep_seed::Seed;

use crate::execution::ExecutionLimits;
use crate::lines::View;
use crate::progress::{Line, OnProgress};
use crate::strategy::{Named, Strategy};

/// Makes a strategy for one of the threads that search.
pub(crate) type MakeStrategy = Arc<dyn Fn() -> Box<dyn Strategy> + Send + Sync>;

/// How a [`Runner`](crate::Runner) searches.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) iterations: u64,
    pub(crate) seed: Seed,
    pub(crate) steps_max: u64,
    pub(crate) timeout_ms: u64,
    pub(crate) stack_bytes: usize,
    pub(crate) threads: Option<NonZero<usize>>,
    pub(crate) forbids_leaks: bool,
    pub(crate) timers: Timers,
    pub(crate) strategy_name: String,
    pub(crate) strategy: MakeStrategy,
    pub(crate) suite: Option<String>,
    /// The name of the test; that of the thread, which the test harness names so, if there is none.
    pub(crate) test: Option<String>,
    /// Where traces are written to, if they are.
    pub(crate) traces: Option<PathBuf>,
    /// Where failing schedules are kept, if they are.
    pub(crate) corpus: Option<PathBuf>,
    pub(crate) view: View,
    /// Whether the first execution is run twice to see that it does the same.
    pub(crate) checks_determinism: bool,
    pub(crate) on_progress: Option<OnProgress>,
    /// Whether a terminal is shown how far the search has come.
    pub(crate) shows_progress: bool,
    /// Where the body was handed over.
    pub(crate) location: &'static Location<'static>,
}

/// When timers fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timers {
    /// When no task can go on.
    InTurn,
    /// Also although others could go on.
    Early,
}

/// Threads whose names say nothing of a test.
const OURS: [&str; 2] = ["main", "lockstep"];

impl Default for Options {
    fn default() -> Self {
        Self {
            iterations: 1_000,
            seed: Seed::from(0),
            steps_max: 10_000,
            timeout_ms: 30_000,
            stack_bytes: 512 * 1_024,
            threads: None,
            forbids_leaks: false,
            timers: Timers::InTurn,
            strategy_name: Named::default().to_string(),
            strategy: Arc::new(|| Named::default().make()),
            suite: None,
            test: None,
            traces: Some("traces".into()),
            corpus: None,
            view: View::Slice,
            checks_determinism: false,
            on_progress: None,
            shows_progress: false,
            location: Location::caller(),
        }
    }
}

impl Options {
    pub(crate) fn test_name(&self) -> String {
        let thread = std::thread::current();
        let named = thread.name().filter(|name| !OURS.contains(name));
        let test = self.test.as_deref().or(named);
        test.unwrap_or("unnamed").into()
    }

    /// Returns the line that shows how far a search has come, if it is to be shown.
    pub(crate) fn progress_line(&self) -> Option<Line> {
        let test = self.shows_progress.then(|| self.test_name());
        test.and_then(|test| Line::on_terminal(&test))
    }

    pub(crate) fn limits(&self) -> ExecutionLimits {
        ExecutionLimits {
            steps_max: self.steps_max,
            fair_steps: self.steps_max,
            milliseconds: self.timeout_ms,
            stack_bytes: self.stack_bytes,
            forbids_leaks: self.forbids_leaks,
            early_timers: self.timers == Timers::Early,
            location: self.location,
        }
    }
}
