use std::collections::BTreeMap;
use std::ops::Not;

use lockstep_scheduler::{Target, TaskId, Trace, TracedStep, View};
use serde::Serialize;

use super::arrows::{Arrow, arrows};
use super::held::{Held, held};

/// What the page of a schedule knows. Steps and tasks are numbered as in the trace: steps from 1.
#[derive(Serialize)]
pub(super) struct Schedule<'a> {
    test: &'a str,
    failure: &'a str,
    reason: &'a str,
    iteration: u64,
    /// As text: scripts have no integers of 64 bits.
    seed: String,
    strategy: &'a str,
    failing: Execution<'a>,
    /// How many schedules were tried that differ in one choice.
    neighbours: Option<u64>,
    /// The first of those that passes.
    passing: Option<Passing<'a>>,
    /// The tasks that wait in a circle.
    cycle: Vec<u32>,
    /// Lines of the source, by place.
    source: &'a BTreeMap<&'a str, String>,
}

/// An execution that passes.
#[derive(Serialize)]
struct Passing<'a> {
    /// The step at which another task goes on.
    at: usize,
    execution: Execution<'a>,
}

/// What happened in an execution.
#[derive(Serialize)]
struct Execution<'a> {
    tasks: Vec<Task<'a>>,
    objects: Vec<Object<'a>>,
    steps: Vec<Step<'a>>,
    /// What tasks were about to do that did not end.
    waits: Vec<Step<'a>>,
    arrows: Vec<Arrow>,
    held: Vec<Held>,
}

#[derive(Serialize)]
struct Task<'a> {
    alias: String,
    name: Option<&'a str>,
    parent: Option<u32>,
}

#[derive(Serialize)]
struct Object<'a> {
    alias: String,
    place: &'a str,
}

#[derive(Serialize)]
struct Step<'a> {
    task: u32,
    operation: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    target: String,
    place: &'a str,
    /// Whether the failure depends on it.
    #[serde(skip_serializing_if = "Not::not")]
    matters: bool,
    /// Whether the task before could have gone on.
    #[serde(skip_serializing_if = "Not::not")]
    preempts: bool,
    /// What an atomic held before.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    /// What it holds afterwards, if the step writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
}

impl<'a> Schedule<'a> {
    pub(super) fn of(trace: &'a Trace, source: &'a BTreeMap<&'a str, String>) -> Self {
        Self {
            test: &trace.test,
            failure: &trace.failure,
            reason: &trace.reason,
            iteration: trace.iteration,
            seed: trace.seed.to_string(),
            strategy: &trace.strategy,
            failing: Execution::of(trace),
            neighbours: trace.neighbours.as_ref().map(|all| all.tried),
            passing: passing(trace),
            cycle: trace.cycle().into_iter().map(TaskId::number).collect(),
            source,
        }
    }
}

impl<'a> Execution<'a> {
    fn of(trace: &'a Trace) -> Self {
        let mut matters = vec![false; trace.steps.len()];
        for (number, _) in trace.shown(View::Slice) {
            matters[number - 1] = true;
        }
        let steps = trace.steps.iter().zip(matters);
        Self {
            tasks: tasks(trace),
            objects: objects(trace),
            steps: steps
                .map(|(taken, matters)| step(trace, taken, matters))
                .collect(),
            waits: (trace.waits.iter())
                .map(|wait| step(trace, &wait.step, true))
                .collect(),
            arrows: arrows(trace),
            held: held(trace),
        }
    }
}

fn passing(trace: &Trace) -> Option<Passing<'_>> {
    let passing = trace.neighbours.as_ref()?.passing.as_ref()?;
    Some(Passing {
        at: passing.place + 1,
        execution: Execution::of(&passing.trace),
    })
}

fn tasks(trace: &Trace) -> Vec<Task<'_>> {
    (trace.tasks.iter().enumerate())
        .map(|(number, task)| Task {
            alias: format!("T{number}"),
            name: task.name.as_deref(),
            parent: task.parent.map(TaskId::number),
        })
        .collect()
}

fn objects(trace: &Trace) -> Vec<Object<'_>> {
    (trace.objects.iter())
        .map(|object| Object {
            alias: object.alias(),
            place: &object.place,
        })
        .collect()
}

fn step<'a>(trace: &'a Trace, step: &'a TracedStep, matters: bool) -> Step<'a> {
    let is_own = step.target == Target::Task(step.task);
    Step {
        task: step.task.number(),
        operation: step.kind.name(),
        target: if is_own {
            String::new()
        } else {
            trace.alias(step.target)
        },
        place: &step.place,
        matters,
        preempts: step.preempts,
        before: step.values.as_ref().map(|values| values.before.as_str()),
        after: step
            .values
            .as_ref()
            .and_then(|values| values.after.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::schedule::script::trace;

    #[test]
    fn the_data_of_a_page_is_for_scripts_of_others_too() {
        let trace =
            trace("T0 spawn T1\nT0 lock mutex 0\nT1 begin T1\nT0 unlock mutex 0\nT1 lock mutex 0");
        let source = BTreeMap::from([("src/lib.rs:2", "let guard = lock();".to_owned())]);
        let schedule = Schedule::of(&trace, &source);
        let text = serde_json::to_string_pretty(&schedule).expect("it is JSON");
        expect_file!["../../tests/goldens/schedule.json"].assert_eq(&(text + "\n"));
    }
}
