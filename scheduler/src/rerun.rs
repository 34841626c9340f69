use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use lockstep_seed::Seed;

use crate::beat::Beat;
use crate::execution::{Body, Executed, ExecutionLimits, execute};
use crate::explore::WATCHED_EVERY;
use crate::failure::Failure;
use crate::options::Options;
use crate::strategy::{Execution, Strategy};

/// Runs one execution of a search again, under other schedules.
pub(crate) struct Rerun {
    body: Body,
    limits: ExecutionLimits,
    seed: Seed,
    beat: Arc<Beat>,
}

impl Rerun {
    /// Runs the body with the random choices that its tasks had under a seed of an iteration.
    pub(crate) fn run(&self, strategy: impl Strategy + 'static) -> Executed {
        self.run_boxed(Box::new(strategy))
    }

    pub(crate) fn run_boxed(&self, mut strategy: Box<dyn Strategy>) -> Executed {
        strategy.begin(&Execution {
            iteration: 0,
            seed: self.seed.derive(0),
            steps_max: self.limits.steps_max,
            profile: None,
        });
        self.beat.begin(0);
        let seed = self.seed.derive(1);
        let executed = execute(&self.body, strategy, seed, &self.limits, &self.beat);
        self.beat.end();
        executed
    }
}

/// Calls `work` on a thread of its own, and returns what it does.
///
/// # Errors
///
/// If a task takes too long between two operations: that thread cannot be stopped, and is left alone.
pub(crate) fn rerun<T: Send + 'static>(
    body: &Body,
    options: &Options,
    seed: Seed,
    work: impl FnOnce(&Rerun) -> T + Send + 'static,
) -> Result<T, Failure> {
    let beat = Arc::new(Beat::new());
    let rerun = Rerun {
        body: Arc::clone(body),
        limits: options.limits(),
        seed,
        beat: Arc::clone(&beat),
    };
    let (done, is_done) = channel();
    let run = move || {
        let result = work(&rerun);
        // Whoever gets the result finds that nothing holds on to the body any more.
        drop(rerun);
        // Nobody listens any more if it took too long.
        let _ = done.send(result);
    };
    let thread = std::thread::Builder::new().name("lockstep".into());
    thread
        .spawn(run)
        .expect("the system has room for one more thread");
    loop {
        match is_done.recv_timeout(Duration::from_millis(WATCHED_EVERY)) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Disconnected) => {
                let message = "the thread that ran it again has panicked".into();
                return Err(Failure::Misuse { message });
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some((_, stuck)) = beat.stuck(options.timeout_ms) {
                    return Err(stuck);
                }
            }
        }
    }
}
