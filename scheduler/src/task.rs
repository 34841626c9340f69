use crate::gate::GateId;
use crate::{Operation, TaskId};

/// What the scheduler knows of a task.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// What it does when it is chosen next.
    pub(crate) pending: Operation,
    /// What it did when it was chosen last.
    pub(crate) last: Operation,
    /// Where it has to wait until it can be chosen, if it has to.
    pub(crate) gate: Option<GateId>,
    /// The task behind it in the line before that gate, or [`NOBODY`].
    pub(crate) behind: u32,
    /// How many of those who stand before the gate no later than it are let through while it is closed.
    pub(crate) permits: u32,
    /// When it can be chosen even so, in nanoseconds of virtual time.
    pub(crate) deadline: Option<u64>,
    /// Whether its last wait ended at its deadline.
    pub(crate) timed_out: bool,
    pub(crate) has_ended: bool,
    /// The mutex that it lets go where it waits next at a condition variable.
    pub(crate) second: u32,
    /// The object that stands for the task itself: its gate opens when the task ends.
    pub(crate) object: u32,
    pub(crate) parent: Option<TaskId>,
    pub(crate) name: Option<String>,
    pub(crate) steps: u64,
}

/// The end of a line of tasks.
pub(crate) const NOBODY: u32 = u32::MAX;
