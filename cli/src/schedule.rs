use lockstep::scheduler::{Target, Trace, View};
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
                .map(|(number, step)| Step {
                    number,
                    task: step.task.to_string(),
                    operation: step.kind.name(),
                    target: (step.target != Target::Nothing).then(|| trace.alias(step.target)),
                    place: &step.place,
                })
                .collect(),
        }
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
