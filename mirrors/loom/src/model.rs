//! [`loom::model`](https://docs.rs/loom/0.7/loom/model/): running a test under all schedules.

use std::path::PathBuf;
use std::time::Duration;

use lockstep_scheduler::Runner;

/// Settings of a search through all schedules.
///
/// # Examples
///
/// ```
/// use lockstep_loom::model::Builder;
/// use lockstep_loom::thread;
///
/// let mut builder = Builder::new();
/// builder.preemption_bound = Some(2);
/// builder.check(|| assert_eq!(thread::spawn(|| 1).join().unwrap(), 1));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Builder {
    /// Says nothing here: there may be any number of threads.
    pub max_threads: usize,
    /// How many steps an execution may take, at most: Lockstep's `steps_max`, 10,000 by default.
    pub max_branches: usize,
    /// How many executions there may be, at most. The model passes when they have.
    pub max_permutations: Option<usize>,
    /// Says nothing here: an answer must not depend on the clock.
    pub max_duration: Option<Duration>,
    /// How often a task may be left that could go on, at most: the strategy is `dpor:N` then.
    pub preemption_bound: Option<usize>,
    /// Says nothing here: a failing execution leaves a trace that can be replayed.
    pub checkpoint_file: Option<PathBuf>,
    /// Says nothing here.
    pub checkpoint_interval: usize,
    /// Says nothing here: a search begins with the first step.
    pub expect_explicit_explore: bool,
    /// Says nothing here: every report names places.
    pub location: bool,
    /// Says nothing here: a report shows the steps of a failing execution.
    pub log: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            max_threads: usize::MAX,
            max_branches: 10_000,
            max_permutations: None,
            max_duration: None,
            preemption_bound: None,
            checkpoint_file: None,
            checkpoint_interval: 0,
            expect_explicit_explore: false,
            location: true,
            log: false,
        }
    }
}

impl Builder {
    /// Begins with a search through all schedules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says nothing here.
    pub fn checkpoint_file(&mut self, file: &str) -> &mut Self {
        self.checkpoint_file = Some(file.into());
        self
    }

    /// Runs the body under one schedule after another until all were tried.
    ///
    /// The variables of [`Runner::from_environment`] overrule the settings: with
    /// `LOCKSTEP_STRATEGY=mix LOCKSTEP_ITERATIONS=10000` a model that is too large for a proof is searched.
    ///
    /// # Panics
    ///
    /// If an execution fails, with the report; or if the environment says what cannot be.
    #[track_caller]
    pub fn check<F>(&self, body: F)
    where
        F: Fn() + Sync + Send + 'static,
    {
        let strategy = match self.preemption_bound {
            None => "dpor".to_owned(),
            Some(bound) => format!("dpor:{bound}"),
        };
        let runner = Runner::from_environment().unwrap_or_else(|error| panic!("{error}"));
        let most = self.max_permutations.map_or(u64::MAX, |most| most as u64);
        let steps = self.max_branches as u64;
        let runner = runner.strategy(strategy.as_str()).iterations(most);
        runner.steps_max(steps).run(body);
    }
}

/// Runs the body under one schedule after another until all were tried.
///
/// # Panics
///
/// If an execution fails, with the report.
///
/// # Examples
///
/// ```
/// use lockstep_loom::sync::Arc;
/// use lockstep_loom::sync::atomic::{AtomicU32, Ordering::SeqCst};
/// use lockstep_loom::thread;
///
/// lockstep_loom::model(|| {
///     let count = Arc::new(AtomicU32::new(0));
///     let other = Arc::clone(&count);
///     let added = thread::spawn(move || other.fetch_add(1, SeqCst));
///     count.fetch_add(1, SeqCst);
///     added.join().unwrap();
///     assert_eq!(count.load(SeqCst), 2);
/// });
/// ```
#[track_caller]
pub fn model<F>(body: F)
where
    F: Fn() + Sync + Send + 'static,
{
    Builder::new().check(body);
}
