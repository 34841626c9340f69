use crate::gate::GateId;
use crate::name::Name;
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
    /// How many steps there were when that wait was over.
    pub(crate) late_since: u64,
    /// Whether it can be chosen before its deadline, which is met then.
    pub(crate) fires_early: bool,
    /// How many steps others had taken when its timer fired early the last time.
    pub(crate) fired_at: Option<u64>,
    pub(crate) has_ended: bool,
    /// The mutex that it lets go where it waits next at a condition variable.
    pub(crate) second: u32,
    /// The object that stands for the task itself: its gate opens when the task ends.
    pub(crate) object: u32,
    pub(crate) parent: Option<TaskId>,
    pub(crate) name: Name,
    pub(crate) steps: u64,
    /// Which stack it is on, or [`NOBODY`]: an async task has one only in the middle of a poll.
    pub(crate) stack: u32,
    /// Which poller it is, if it is an async task or blocks on a future; else [`NOBODY`].
    pub(crate) poller: u32,
    /// Which courier it is, if it is one; else [`NOBODY`].
    pub(crate) courier: u32,
}

/// The end of a line of tasks; and no stack, and no poller.
pub(crate) const NOBODY: u32 = u32::MAX;
