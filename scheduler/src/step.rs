use crate::{Operation, TaskId};

/// One step of an execution: a task was chosen and did what it had come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which task.
    pub task: TaskId,
    /// What it did.
    pub operation: Operation,
}
