use std::sync::Arc;

use crate::determinism;
use crate::execution::{Body, Executed};
use crate::explore::{Found, iteration_seed};
use crate::failure::{Category, Failure};
use crate::nearest::nearest;
use crate::options::Options;
use crate::rerun::{Rerun, rerun};
use crate::shrink::{Simplest, shrink};
use crate::slice::{Extent, slice};
use crate::strategy::{Guide, Rest};
use crate::trace::{Records, Trace};

/// What is found out about a failure by running it again.
pub(crate) struct Findings {
    /// The execution that failed.
    pub(crate) trace: Trace,
    /// A simpler one that fails alike, if there is one.
    pub(crate) simpler: Option<Simpler>,
    /// The first step that was another when the same schedule was followed once more.
    pub(crate) divergence: Option<Failure>,
}

impl Findings {
    /// Nothing but a trace.
    pub(crate) fn only(trace: Trace) -> Self {
        Self {
            trace,
            simpler: None,
            divergence: None,
        }
    }
}

/// An execution that fails like another and is simpler.
pub(crate) struct Simpler {
    pub(crate) failure: Failure,
    pub(crate) trace: Trace,
    pub(crate) preemptions: u64,
    pub(crate) preemptions_before: u64,
    pub(crate) replays: u64,
}

/// Runs a failing execution again: to see that it fails again, what it depends on, and how simple it
/// can be.
pub(crate) fn investigate(body: &Body, options: &Options, found: &Arc<Found>) -> Findings {
    let seed = iteration_seed(options.seed, found.iteration);
    let trace = trace(found, options);
    // A body that takes too long is not run again, and one that is stuck left no steps.
    let can_rerun = found.failure.category() != Category::TimeLimit;
    let findings = can_rerun.then(|| {
        let (options, trace, found) = (options.clone(), trace.clone(), Arc::clone(found));
        let again = options.clone();
        let work = move |rerun: &Rerun| look_into(rerun, &options, trace, &found);
        rerun(body, &again, seed, work).ok()
    });
    findings.flatten().unwrap_or_else(|| Findings::only(trace))
}

/// Runs the first execution of a search twice, and returns where the second differs, and its trace.
pub(crate) fn determinism_of(body: &Body, options: &Options) -> Option<(Failure, Trace)> {
    let seed = iteration_seed(options.seed, 0);
    let make = options.clone();
    let work = move |rerun: &Rerun| {
        let executed = rerun.run_boxed((make.strategy)());
        let trace = Arc::new(Trace::of(Records::of(&executed), 0, seed, &make));
        let failure = determinism::check(rerun, &trace).err()?;
        Some((failure, (*trace).clone()))
    };
    let (failure, mut trace) = rerun(body, options, seed, work).ok()??;
    if let Failure::Divergence { step, .. } = failure {
        let shown = usize::try_from(step).map_or(usize::MAX, |step| step.saturating_add(1));
        trace.steps.truncate(shown);
    }
    trace.failure = failure.category().to_string();
    trace.reason = failure.to_string();
    Some((failure, trace))
}

fn trace(found: &Found, options: &Options) -> Trace {
    let records = Records {
        failure: Some(&found.failure),
        steps: &found.steps,
        tasks: &found.tasks,
        objects: &found.objects,
    };
    let seed = iteration_seed(options.seed, found.iteration);
    Trace::of(records, found.iteration, seed, options)
}

fn look_into(rerun: &Rerun, options: &Options, mut trace: Trace, found: &Found) -> Findings {
    let shared = Arc::new(trace.clone());
    let notes = match determinism::check(rerun, &shared) {
        Ok(notes) => notes,
        Err(divergence) => {
            return Findings {
                divergence: Some(divergence),
                ..Findings::only(trace)
            };
        }
    };
    trace.note(&notes);
    trace.slice = extent(rerun, &trace);
    let category = found.failure.category();
    let simplest = shrink(rerun, &trace.schedule(), &category);
    let simpler = simplest.and_then(|simplest| simpler_than(rerun, options, &trace, &simplest));
    if simpler.is_none() {
        trace.neighbours = Some(Box::new(nearest(rerun, &trace, &notes, options)));
    }
    Findings {
        trace,
        simpler,
        divergence: None,
    }
}

fn simpler_than(
    rerun: &Rerun,
    options: &Options,
    first: &Trace,
    simplest: &Simplest,
) -> Option<Simpler> {
    if simplest.cost == simplest.cost_before {
        return None;
    }
    let failure = simplest.executed.failure.clone()?;
    let records = Records::of(&simplest.executed);
    let mut trace = Trace::of(records, first.iteration, first.iteration_seed, options);
    trace.shrunk_from = Some(first.steps.len() as u64);
    let notes = determinism::check(rerun, &Arc::new(trace.clone())).unwrap_or_default();
    trace.note(&notes);
    trace.slice = extent(rerun, &trace);
    trace.neighbours = Some(Box::new(nearest(rerun, &trace, &notes, options)));
    Some(Simpler {
        failure,
        trace,
        preemptions: simplest.cost.preemptions,
        preemptions_before: simplest.cost_before.preemptions,
        replays: simplest.replays,
    })
}

impl<'a> Records<'a> {
    pub(crate) fn of(executed: &'a Executed) -> Self {
        Self {
            failure: executed.failure.as_ref(),
            steps: &executed.steps,
            tasks: &executed.tasks,
            objects: &executed.objects,
        }
    }
}

/// Returns what the shortest slice goes by that leads to the same failure, whenever the rest is run.
fn extent(rerun: &Rerun, trace: &Trace) -> Extent {
    let suffices = |extent: &Extent| {
        let places = slice(trace, *extent);
        [Rest::Late, Rest::Early].into_iter().all(|rest| {
            let executed = rerun.run(Guide::new(trace, &places, rest));
            let failure = executed.failure.as_ref();
            failure.is_some_and(|failure| failure.category().to_string() == trace.failure)
        })
    };
    let extents = [Extent::Objects, Extent::Joins];
    let shortest = extents.into_iter().find(suffices);
    shortest.unwrap_or(Extent::Everything)
}
