use std::ops::Not;

use lockstep::scheduler::{Target, Trace, TracedStep, View};
use serde::Serialize;

/// A trace as JSON.
#[derive(Serialize)]
pub(crate) struct Schedule<'a> {
    test: &'a str,
    iteration: u64,
    seed: String,
    strategy: &'a str,
    failure: &'a str,
    reason: &'a str,
    tasks: Vec<Task<'a>>,
    /// How many schedules were tried that differ in one choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    neighbours: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passing: Option<Passing<'a>>,
    steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Task<'a> {
    alias: String,
    name: Option<&'a str>,
    parent: Option<String>,
}

#[derive(Serialize)]
struct Step<'a> {
    /// From 1, as everywhere.
    number: usize,
    task: String,
    operation: &'static str,
    target: Option<String>,
    place: &'a str,
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

/// The nearest schedule that passes.
#[derive(Serialize)]
struct Passing<'a> {
    /// The number of the step at which another task goes on.
    differs_at: usize,
    tasks: Vec<Task<'a>>,
    /// Its steps from there on.
    steps: Vec<Step<'a>>,
}

impl<'a> Schedule<'a> {
    pub(crate) fn of(trace: &'a Trace, view: View) -> Self {
        Self {
            test: &trace.test,
            iteration: trace.iteration,
            seed: trace.seed.to_string(),
            strategy: &trace.strategy,
            failure: &trace.failure,
            reason: &trace.reason,
            tasks: tasks(trace),
            steps: trace
                .shown(view)
                .map(|(number, taken)| step(trace, number, taken))
                .collect(),
            neighbours: trace.neighbours.as_ref().map(|all| all.tried),
            passing: passing(trace),
        }
    }
}

fn passing(trace: &Trace) -> Option<Passing<'_>> {
    let passing = trace.neighbours.as_ref()?.passing.as_ref()?;
    let steps = passing.trace.shown(View::Everything).skip(passing.place);
    Some(Passing {
        differs_at: passing.place + 1,
        tasks: tasks(&passing.trace),
        steps: steps
            .map(|(number, taken)| step(&passing.trace, number, taken))
            .collect(),
    })
}

fn step<'a>(trace: &Trace, number: usize, step: &'a TracedStep) -> Step<'a> {
    let values = step.values.as_ref();
    Step {
        number,
        task: step.task.to_string(),
        operation: step.kind.name(),
        target: (step.target != Target::Nothing).then(|| trace.alias(step.target)),
        place: &step.place,
        preempts: step.preempts,
        before: values.map(|values| values.before.as_str()),
        after: values.and_then(|values| values.after.as_deref()),
    }
}

fn tasks(trace: &Trace) -> Vec<Task<'_>> {
    (trace.tasks.iter().enumerate())
        .map(|(number, task)| Task {
            alias: format!("T{number}"),
            name: task.name.as_deref(),
            parent: task.parent.map(|parent| parent.to_string()),
        })
        .collect()
}
