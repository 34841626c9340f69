use std::fmt::Display;
use std::num::NonZero;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::Arc;

use lockstep_seed::Seed;

use crate::bug::BugFound;
use crate::corpus::try_kept;
use crate::environment::{Environment, EnvironmentError};
use crate::execution::Body;
use crate::explore::explore;
use crate::failure::Failure;
use crate::investigation::{Findings, determinism_of, investigate};
use crate::lines::View;
use crate::options::{Options, Timers};
use crate::progress::Progress;
use crate::replay::{replay, shrink_again};
use crate::statistics::Statistics;
use crate::strategy::{Named, Strategy};
use crate::trace::Trace;

/// Runs a body under many schedules.
///
/// # Determinism
///
/// The options and the body fix which execution fails first, how it is shrunk and what is reported,
/// however many threads search.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::Arc;
/// use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
/// use lockstep_scheduler::{Runner, thread};
///
/// let bug = Runner::new().without_traces().try_run(|| {
///     let count = Arc::new(AtomicU32::new(0));
///     let add = |count: &AtomicU32| count.store(count.load(SeqCst) + 1, SeqCst);
///     let other = { let count = count.clone(); thread::spawn(move || add(&count)) };
///     add(&count);
///     other.join().unwrap();
///     assert_eq!(count.load(SeqCst), 2);
/// });
/// let report = bug.unwrap_err().to_string();
/// assert!(report.starts_with("Lockstep found a concurrency bug"));
/// ```
#[derive(Clone, Default)]
pub struct Runner {
    options: Options,
    environment: Environment,
}

impl Runner {
    /// Makes a runner with the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a runner whose options are overruled by the environment, whatever is set later.
    ///
    /// | variable                   | value                                                       |
    /// |----------------------------|-------------------------------------------------------------|
    /// | `LOCKSTEP_SEED`            | the seed                                                    |
    /// | `LOCKSTEP_ITERATIONS`      | how many executions there are, at most                      |
    /// | `LOCKSTEP_STRATEGY`        | the name of a strategy                                      |
    /// | `LOCKSTEP_REPLAY`          | the file of a trace; only that is run, if it is of this test |
    /// | `LOCKSTEP_SHRINK`          | the file of a trace; a simpler one is looked for, likewise  |
    /// | `LOCKSTEP_NO_CAUSAL_SLICE` | `1`: the report shows every step                            |
    /// | `LOCKSTEP_TRACES`          | the directory that traces are written to                    |
    /// | `LOCKSTEP_PROGRESS`        | `0`: nothing is shown of how far a search has come          |
    ///
    /// # Errors
    ///
    /// If the value of one of them cannot be used.
    pub fn from_environment() -> Result<Self, EnvironmentError> {
        Ok(Self {
            options: Options::default(),
            environment: Environment::read()?,
        })
    }

    /// Sets how many executions there are, at most; by default 1,000.
    ///
    /// # Panics
    ///
    /// If there are none: what runs nothing would pass whatever the body does.
    #[must_use]
    #[track_caller]
    pub fn iterations(mut self, iterations: u64) -> Self {
        assert!(
            iterations > 0,
            "there are 0 iterations; expected an integer from 1"
        );
        self.options.iterations = iterations;
        self
    }

    /// Sets the seed that all random choices come from; by default 0.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.options.seed = seed;
        self
    }

    /// Sets how many steps an execution may take; by default 10,000. One that takes more is a failure.
    #[must_use]
    pub fn steps_max(mut self, steps: u64) -> Self {
        self.options.steps_max = steps;
        self
    }

    /// Sets how many milliseconds an execution may take; by default 30,000. One that takes more is a
    /// failure.
    #[must_use]
    pub fn timeout_ms(mut self, milliseconds: u64) -> Self {
        self.options.timeout_ms = milliseconds;
        self
    }

    /// Sets how many threads search; by default one per core.
    #[must_use]
    pub fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.options.threads = Some(threads);
        self
    }

    /// Sets the strategy; [`Named::Mix`] by default.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_scheduler::Runner;
    /// use lockstep_scheduler::strategy::Named;
    ///
    /// let runner = Runner::new().strategy("pct:3");
    /// let runner = runner.strategy(Named::Pos);
    /// ```
    ///
    /// # Panics
    ///
    /// If no strategy is called so; or if it has depths, and they are none or begin with 0.
    #[must_use]
    #[track_caller]
    pub fn strategy(mut self, named: impl TryInto<Named, Error: Display>) -> Self {
        let named = named.try_into().unwrap_or_else(|error| panic!("{error}"));
        // A strategy that cannot be made is told here, not on the threads that search.
        drop(named.make());
        self.options.strategy_name = named.to_string();
        self.options.strategy = Arc::new(move || named.make());
        self
    }

    /// Sets how large the stack of a task is, in bytes; by default 524,288.
    #[must_use]
    pub fn stack_bytes(mut self, bytes: usize) -> Self {
        self.options.stack_bytes = bytes;
        self
    }

    /// Makes a task that has not ended when the main one has a failure.
    #[must_use]
    pub fn forbid_leaks(mut self) -> Self {
        self.options.forbids_leaks = true;
        self
    }

    /// Lets timers fire although others could go on, as if those were slow.
    ///
    /// By default a sleep or a timeout ends only when no task can go on: a test that puts things in order
    /// by how long it sleeps sees that order, and `wait_timeout` times out only where nobody would ever
    /// notify. With this option whoever waits no longer than a time can be chosen at any moment, as far as
    /// the strategy likes; time moves on to then. So `wait_timeout`, `recv_timeout`, `park_timeout` and
    /// `timeout(..)` have both outcomes, and no sleep is long enough to wait for anything.
    ///
    /// Between two timers of one task that fire early some other task takes a step.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_scheduler::sync::mpsc::channel;
    /// use lockstep_scheduler::time::Duration;
    /// use lockstep_scheduler::{Runner, thread};
    ///
    /// let waits_a_second = || {
    ///     let (sender, receiver) = channel();
    ///     let other = thread::spawn(move || sender.send(1));
    ///     assert_eq!(receiver.recv_timeout(Duration::from_secs(1)), Ok(1));
    ///     let _ = other.join();
    /// };
    /// assert!(Runner::new().search(waits_a_second).is_ok());
    /// assert!(Runner::new().early_timers().search(waits_a_second).is_err());
    /// ```
    #[must_use]
    pub fn early_timers(mut self) -> Self {
        self.options.timers = Timers::Early;
        self
    }

    /// Runs the first execution twice, and fails if it does not do the same both times.
    ///
    /// An execution that fails is run twice in any case.
    #[must_use]
    pub fn check_determinism(mut self) -> Self {
        self.options.checks_determinism = true;
        self
    }

    /// Names the suite that the test belongs to: the first part of the name of a trace's file.
    #[must_use]
    pub fn suite(mut self, suite: impl Into<String>) -> Self {
        self.options.suite = Some(suite.into());
        self
    }

    /// Names the test; by default it has the name of its thread.
    #[must_use]
    pub fn test(mut self, test: impl Into<String>) -> Self {
        self.options.test = Some(test.into());
        self
    }

    /// Sets the directory that the traces of failures are written to; by default `traces`.
    #[must_use]
    pub fn traces(mut self, directory: impl Into<PathBuf>) -> Self {
        self.options.traces = Some(directory.into());
        self
    }

    /// Writes no traces.
    #[must_use]
    pub fn without_traces(mut self) -> Self {
        self.options.traces = None;
        self
    }

    /// Keeps the simplest schedule that a failure was found with in a directory, and tries those first
    /// that are kept there of this test; by default none are.
    ///
    /// A schedule stays there until somebody deletes it: once the failure is mended it costs one execution.
    /// A body that has changed follows it as far as it can.
    #[must_use]
    pub fn corpus(mut self, directory: impl Into<PathBuf>) -> Self {
        self.options.corpus = Some(directory.into());
        self
    }

    /// Sets which steps a report shows; by default those that the failure depends on.
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.options.view = view;
        self
    }

    /// Calls `tell` about ten times a second while it searches.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.options.on_progress = Some(Arc::new(tell));
        self
    }

    /// Shows on stderr how far a search has come that takes longer than a second, if that is a
    /// terminal: in one line, which is gone when it ends.
    ///
    /// Of several that search side by side in a process one is shown. The attribute `lockstep::test`
    /// asks for it.
    #[must_use]
    pub fn show_progress(mut self) -> Self {
        self.options.shows_progress = true;
        self
    }

    /// Sets a strategy of your own; `make` is called once for each thread that searches.
    #[must_use]
    pub fn strategy_with<S: Strategy + 'static>(
        mut self,
        name: &str,
        make: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        self.options.strategy_name = name.into();
        self.options.strategy = Arc::new(move || Box::new(make()));
        self
    }

    /// Runs the body until an execution fails or all have passed.
    ///
    /// # Panics
    ///
    /// If an execution fails, with the report.
    #[track_caller]
    pub fn run(&self, body: impl Fn() + Send + Sync + 'static) -> Statistics {
        match self.try_run(body) {
            Ok(statistics) => statistics,
            Err(bug) => panic!("{bug}"),
        }
    }

    /// Runs the body until an execution fails or all have passed.
    ///
    /// # Errors
    ///
    /// The first execution that failed, shrunk, after its traces were written.
    #[track_caller]
    pub fn try_run(
        &self,
        body: impl Fn() + Send + Sync + 'static,
    ) -> Result<Statistics, Box<BugFound>> {
        let (body, options) = (Arc::new(body) as Body, self.options(Location::caller()));
        if let Some((path, trace)) = &self.environment.replay
            && self.is_of(trace)
        {
            return replay(trace, Some(path.clone()), &body, &options);
        }
        if let Some((path, trace)) = &self.environment.shrink
            && self.is_of(trace)
        {
            return shrink_again(trace, path.clone(), &body, &options);
        }
        if options.checks_determinism
            && let Some((reason, trace)) = determinism_of(&body, &options)
        {
            let findings = Findings::only(trace);
            return Err(BugFound::reported(reason, findings, &options));
        }
        if let Some(corpus) = &options.corpus
            && let Some(bug) = try_kept(corpus, |trace| self.is_of(trace), &body, &options)
        {
            return Err(bug);
        }
        let explored = explore(&body, &options);
        match explored.found {
            None => Ok(explored.statistics),
            Some(found) => {
                let found = Arc::new(found);
                let findings = investigate(&body, &options, &found);
                let reason = found.failure.clone();
                let mut bug = BugFound::reported(reason, findings, &options);
                if let Some(corpus) = &options.corpus {
                    bug.save_simplest(corpus);
                }
                Err(bug)
            }
        }
    }

    /// Runs the body once, step by step as a trace says.
    ///
    /// It returns statistics if the body takes the steps of the trace and does not fail. Seed and limit
    /// of steps are those of the trace; nothing is written.
    ///
    /// # Examples
    ///
    /// A body that has changed does not follow:
    ///
    /// ```
    /// use lockstep_scheduler::{Failure, Runner, thread};
    ///
    /// let bug = Runner::new().without_traces().try_run(|| {
    ///     thread::yield_now();
    ///     panic!("whatever the schedule");
    /// });
    /// let changed = Runner::new().replay(&bug.unwrap_err().trace, || {});
    /// let report = changed.unwrap_err().to_string();
    /// assert!(report.contains("step 2 is not what it was: expected T0(main) to yield at"));
    /// ```
    ///
    /// # Errors
    ///
    /// The failure, if it comes about again; or a [`Failure::Divergence`] that names the first step
    /// that the body does not take.
    #[track_caller]
    pub fn replay(
        &self,
        trace: &Trace,
        body: impl Fn() + Send + Sync + 'static,
    ) -> Result<Statistics, Box<BugFound>> {
        replay(
            trace,
            None,
            &(Arc::new(body) as Body),
            &self.options(Location::caller()),
        )
    }

    /// Runs the body until an execution fails or all have passed.
    ///
    /// # Errors
    ///
    /// The failure of the first execution that failed, and its number.
    #[track_caller]
    pub fn search(
        &self,
        body: impl Fn() + Send + Sync + 'static,
    ) -> Result<Statistics, (u64, Failure)> {
        let explored = explore(&(Arc::new(body) as _), &self.options(Location::caller()));
        match explored.found {
            None => Ok(explored.statistics),
            Some(found) => Err((found.iteration, found.failure)),
        }
    }

    /// Returns true unless a trace names another test.
    fn is_of(&self, trace: &Trace) -> bool {
        let is_suite = self.options.suite.is_none() || self.options.suite == trace.suite;
        is_suite && self.options.test_name() == trace.test
    }

    /// Returns the options after what the environment says of them.
    fn options(&self, location: &'static Location<'static>) -> Options {
        let (mut options, environment) = (self.options.clone(), &self.environment);
        options.location = location;
        options.test = Some(options.test_name());
        options.seed = environment.seed.unwrap_or(options.seed);
        options.iterations = environment.iterations.unwrap_or(options.iterations);
        options.view = environment.view.unwrap_or(options.view);
        options.shows_progress &= !environment.hides_progress;
        if let Some(traces) = &environment.traces {
            options.traces = Some(traces.clone());
        }
        if let Some(named) = environment.strategy.clone() {
            options.strategy_name = named.to_string();
            options.strategy = Arc::new(move || named.make());
        }
        options
    }
}
