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
/// others go first. Hand-overs that the failure depends on are tried first, then other hand-overs, then
/// steps that the failure depends on and that are none; of each, the last in the schedule comes first.
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

/// Returns places at which another task could have gone on, and which, in the order in which they are tried.
fn choices(trace: &Trace, notes: &[Note]) -> impl Iterator<Item = (usize, TaskId)> {
    let mut matters = vec![false; trace.steps.len()];
    for place in trace.places(View::Slice) {
        matters[place] = true;
    }
    let is_turn =
        |place: usize| place > 0 && trace.steps[place].task != trace.steps[place - 1].task;
    let rank = move |place: usize| match (is_turn(place), matters[place]) {
        (true, true) => Some(0),
        (true, false) => Some(1),
        (false, true) => Some(2),
        (false, false) => None,
    };
    let ranks: Vec<Option<u32>> = (0..trace.steps.len().min(notes.len())).map(rank).collect();
    let of_rank = move |wanted: u32| {
        let places = (0..ranks.len()).rev();
        let places: Vec<usize> = places
            .filter(|place| ranks[*place] == Some(wanted))
            .collect();
        places
    };
    let places = (0..3).flat_map(of_rank);
    places.flat_map(|place| notes[place].others.iter().map(move |other| (place, *other)))
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
