mod line;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use line::Line;

/// How far a search has come.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::Runner;
///
/// let runner = Runner::new().on_progress(|progress| {
///     eprintln!("{} of {}", progress.executions, progress.iterations);
/// });
/// runner.iterations(10).try_run(|| {}).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many executions have begun.
    pub executions: u64,
    /// How many there are at most.
    pub iterations: u64,
    /// How many of them differ from the others in more than the order of independent steps, as of a second
    /// ago at most.
    pub distinct: u64,
    /// How long it has taken.
    pub elapsed: Duration,
}

/// Whom to tell of it. It is called about ten times a second on the thread that called the runner, and
/// costs those that search nothing.
pub(crate) type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;
