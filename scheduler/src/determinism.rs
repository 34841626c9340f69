use std::sync::Arc;

use crate::execution::Executed;
use crate::failure::Failure;
use crate::rerun::Rerun;
use crate::strategy::{Follow, Note, Noted};
use crate::trace::Trace;

/// What makes a test do other things under the same schedule, as experience has it.
pub(crate) const SUSPECTS: &str = "iteration over a HashMap or HashSet, clocks, real I/O, thread ids, \
    random numbers from elsewhere, and std's primitives in place of Lockstep's";

/// Runs an execution once more, and returns the first step in which it differs from its trace, or else
/// what was noted of its steps.
pub(crate) fn check(rerun: &Rerun, trace: &Arc<Trace>) -> Result<Vec<Note>, Failure> {
    let follow = Noted::new(Follow::new(Arc::clone(trace)));
    let notes = follow.notes();
    let executed = rerun.run(follow);
    divergence(trace, &executed).map_or_else(|| Ok(notes.of(&executed)), Err)
}

/// Returns where an execution that should have followed a trace did not.
pub(crate) fn divergence(trace: &Trace, replayed: &Executed) -> Option<Failure> {
    let failure = replayed.failure.as_ref();
    if let Some(Failure::Divergence { .. }) = failure {
        return replayed.failure.clone();
    }
    let taken = replayed.steps.len();
    let step = taken as u64;
    let found = failure.map_or("the program ended".into(), Failure::to_string);
    if let Some(expected) = trace.steps.get(taken) {
        let expected = trace.sentence(expected);
        let message = format!("expected {expected}, but {found}");
        return Some(Failure::Divergence { step, message });
    }
    let category = failure.map_or("none".into(), |failure| failure.category().to_string());
    (category != trace.failure).then(|| Failure::Divergence {
        step,
        message: format!("expected this failure: {}, but {found}", trace.failure),
    })
}
