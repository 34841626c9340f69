use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::bug::BugFound;
use crate::determinism::divergence;
use crate::execution::Body;
use crate::explore::Found;
use crate::investigation::{Findings, investigate};
use crate::options::{Options, Timers};
use crate::rerun::rerun;
use crate::slice::Extent;
use crate::statistics::Statistics;
use crate::strategy::{Follow, Noted};
use crate::trace::{Records, Trace};

/// Runs a body once along a trace.
pub(crate) fn replay(
    trace: &Trace,
    path: Option<PathBuf>,
    body: &Body,
    options: &Options,
) -> Result<Statistics, Box<BugFound>> {
    let begun = Instant::now();
    let options = as_in(trace, options);
    let (shared, again) = (Arc::new(trace.clone()), options.clone());
    let run = rerun(body, &options, trace.iteration_seed, move |rerun| {
        let follow = Noted::new(Follow::new(Arc::clone(&shared)));
        let notes = follow.notes();
        let executed = rerun.run(follow);
        let records = Records::of(&executed);
        let iteration_seed = shared.iteration_seed;
        let mut replayed = Trace::of(records, shared.iteration, iteration_seed, &again);
        replayed.note(&notes.of(&executed));
        replayed.shrunk_from = shared.shrunk_from;
        let is_over = executed.failure.is_none() && executed.steps.len() == shared.steps.len();
        let differs = divergence(&shared, &executed).filter(|_| !is_over);
        (differs.or(executed.failure), replayed)
    });
    let (failure, mut replayed) = run.unwrap_or_else(|stuck| (Some(stuck), trace.clone()));
    let Some(failure) = failure else {
        return Ok(Statistics {
            executions: 1,
            distinct: 1,
            once: 1,
            steps: replayed.fail_step(),
            elapsed: begun.elapsed(),
            ..Statistics::default()
        });
    };
    replayed.failure = failure.category().to_string();
    replayed.reason = failure.to_string();
    replayed.slice = if replayed.failure == trace.failure {
        replayed.neighbours.clone_from(&trace.neighbours);
        trace.slice
    } else {
        Extent::Joins
    };
    let mut bug = BugFound::new(failure, Findings::only(replayed), options.view);
    bug.trace_path = path;
    Err(Box::new(bug))
}

/// Runs a body along a trace, and looks for a simpler schedule that fails alike.
///
/// What is found is saved beside the trace.
pub(crate) fn shrink_again(
    trace: &Trace,
    path: PathBuf,
    body: &Body,
    options: &Options,
) -> Result<Statistics, Box<BugFound>> {
    let again = as_in(trace, options);
    let shared = Arc::new(trace.clone());
    let executed = rerun(body, &again, trace.iteration_seed, move |rerun| {
        rerun.run(Follow::new(shared))
    });
    let found = executed.ok().and_then(|executed| {
        let failure = executed.failure?;
        (failure.category().to_string() == trace.failure).then_some(Found {
            iteration: trace.iteration,
            failure,
            steps: executed.steps,
            tasks: executed.tasks,
            objects: executed.objects,
        })
    });
    let Some(found) = found else {
        // It says what came instead.
        return replay(trace, Some(path), body, options);
    };
    let found = Arc::new(found);
    let findings = investigate(body, &again, &found);
    let mut bug = Box::new(BugFound::new(found.failure.clone(), findings, again.view));
    bug.save_shrunk(path.parent().unwrap_or(&path));
    bug.trace_path = Some(path);
    Err(bug)
}

/// Returns the options that an execution had, as far as its trace tells.
pub(crate) fn as_in(trace: &Trace, options: &Options) -> Options {
    Options {
        seed: trace.seed,
        steps_max: trace.steps_max,
        timers: if trace.early_timers {
            Timers::Early
        } else {
            Timers::InTurn
        },
        strategy_name: trace.strategy.clone(),
        suite: trace.suite.clone(),
        test: Some(trace.test.clone()),
        ..options.clone()
    }
}
