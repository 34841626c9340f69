use std::time::Instant;

use crate::TaskId;
use crate::lines::View;
use crate::options::Options;
use crate::rerun::Rerun;
use crate::slice::Extent;
use crate::strategy::{Note, Noted, Replay, Unfollowed};
use crate::trace::{Neighbours, Passing, Records, Trace};

/// How many schedules are tried at most.
const REPLAYS_MAX: u64 = 100;
/// How many steps they may take together.
const STEPS_MAX: u64 = 1_000_000;
/// How many tasks they may leave behind, if they fail.
const TASKS_MAX: u64 = 20_000;
/// How many milliseconds they may take together, where a body does much between its operations. Only
/// a body that is stopped by this can have another answer on another day.
const MILLISECONDS_MAX: u128 = 10_000;

/// Looks for an execution that passes and differs from one that fails in one choice.
///
/// Up to that choice it is the same; from there on each task goes on until it has to wait, ends, or lets
/// others go first. What is tried first is said by [`Reason`]; of one reason, the last in the schedule.
pub(crate) fn nearest(
    rerun: &Rerun,
    trace: &Trace,
    notes: &[Note],
    options: &Options,
) -> Neighbours {
    let schedule = trace.schedule();
    let (steps, tasks) = (schedule.len() as u64, trace.tasks.len() as u64);
    let replays_max = (STEPS_MAX / steps.max(1)).min(TASKS_MAX / tasks.max(1));
    let replays_max = replays_max.min(REPLAYS_MAX);
    let begun = Instant::now();
    let mut tried = 0;
    for (place, other) in choices(trace, notes) {
        if tried >= replays_max || begun.elapsed().as_millis() > MILLISECONDS_MAX {
            break;
        }
        tried += 1;
        let mut other_schedule = schedule[..place].to_vec();
        other_schedule.push(other);
        if let Some(trace) = passing(rerun, trace, other_schedule, options) {
            let passing = Some(Passing { place, trace });
            return Neighbours { tried, passing };
        }
    }
    Neighbours {
        tried,
        passing: None,
    }
}

/// Why a choice is worth a try, the best reason first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// A task was left that could have gone on, after a step that the failure depends on.
    Left,
    /// Another task was chosen for a step that the failure depends on.
    Came,
    /// Another task was chosen.
    HandOver,
    /// Another task was chosen, and there are more than two to choose from.
    More,
    /// The same task went on, with a step that the failure depends on.
    Stayed,
}

/// Returns places at which another task could have gone on, and which, in the order in which they are tried.
fn choices(trace: &Trace, notes: &[Note]) -> Vec<(usize, TaskId)> {
    let mut matters = vec![false; trace.steps.len()];
    for place in trace.places(View::Slice) {
        matters[place] = true;
    }
    let mut choices = Vec::new();
    for (place, note) in notes.iter().enumerate().skip(1).rev() {
        let before = trace.steps[place - 1].task;
        let is_turn = trace.steps[place].task != before;
        for (other, nth) in note.others.iter().zip(0..) {
            let reason = match (is_turn, nth) {
                (true, 0) if matters[place - 1] && *other == before => Reason::Left,
                (true, 0) if matters[place] => Reason::Came,
                (true, 0) => Reason::HandOver,
                (true, _) => Reason::More,
                (false, 0) if matters[place] => Reason::Stayed,
                (false, _) => continue,
            };
            choices.push((reason, place, *other));
        }
    }
    // Those of one reason stay in order, the last in the schedule first.
    choices.sort_by_key(|(reason, ..)| *reason);
    let choices = choices.into_iter().map(|(_, place, other)| (place, other));
    choices.collect()
}

/// Runs a schedule and goes on naturally, and returns the trace if that passes.
fn passing(
    rerun: &Rerun,
    failing: &Trace,
    schedule: Vec<TaskId>,
    options: &Options,
) -> Option<Trace> {
    let followed = schedule.clone();
    let replay = Noted::new(Replay::new(schedule, Unfollowed::Skips));
    let notes = replay.notes();
    let executed = rerun.run(replay);
    let taken = executed.steps.iter().map(|step| step.task);
    let is_followed = taken.take(followed.len()).eq(followed);
    if executed.failure.is_some() || !is_followed {
        return None;
    }
    let records = Records::of(&executed);
    let (iteration, seed) = (failing.iteration, failing.iteration_seed);
    let mut trace = Trace::of(records, iteration, seed, options);
    trace.slice = Extent::Everything;
    trace.note(&notes.of(&executed));
    Some(trace)
}
