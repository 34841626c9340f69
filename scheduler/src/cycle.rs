use crate::trace::{Target, Trace, TracedWait};
use crate::{Kind, TaskId};

impl Trace {
    /// Returns tasks of which each waits for the next and the last for the first; none if there are none.
    ///
    /// It begins with the task of the lowest number, so that it is written in one way only.
    pub fn cycle(&self) -> Vec<TaskId> {
        for wait in &self.waits {
            let mut path = vec![wait.step.task];
            while let Some(next) = path.last().and_then(|last| waited_for(self, *last)) {
                if let Some(start) = path.iter().position(|task| *task == next) {
                    let mut cycle = path.split_off(start);
                    let lowest = (0..cycle.len()).min_by_key(|place| cycle[*place]);
                    cycle.rotate_left(lowest.unwrap_or(0));
                    return cycle;
                }
                path.push(next);
            }
        }
        Vec::new()
    }
}

/// Returns the task that has to do something before another can go on, if there is only one.
fn waited_for(trace: &Trace, task: TaskId) -> Option<TaskId> {
    let wait = trace.waits.iter().find(|wait| wait.step.task == task)?;
    match wait.step.target {
        Target::Task(other) if wait.step.kind == Kind::Join => Some(other),
        _ => holder(wait),
    }
}

fn holder(wait: &TracedWait) -> Option<TaskId> {
    wait.held_by.as_ref().map(|(task, _)| *task)
}
