use crate::gate::Side;
use crate::strategy::Point;
use crate::{Kind, ObjectId, Operation, TaskId};

/// A step that was taken or may be, as far as it matters which others come before it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) task: TaskId,
    /// The object that stands for the task.
    own: Option<ObjectId>,
    pub(super) operation: Operation,
    /// The mutex that a wait lets go beside what it is done to.
    second: Option<ObjectId>,
    /// Before how many steps its time was not over, if it went on because it was: nobody could go on then
    /// before the time had passed.
    pub(super) late_since: Option<usize>,
    /// Whether it may depend on any other: a timer that fires early, and what may look at more than its
    /// object or wake who waits for several things.
    is_global: bool,
    /// The gate that it stood before.
    pub(super) gate: Option<Side>,
    /// Whether it waits for the end of a task, and for nothing else.
    pub(super) waits_for_end: bool,
    /// Which gates of the object were open before it.
    open: [bool; 4],
}

impl Event {
    /// Returns what a task would do next.
    pub(super) fn next_of(task: TaskId, point: &Point<'_>) -> Self {
        let operation = *point.next_of(task);
        let open = point.open_gates(operation.object);
        Self {
            task,
            own: point.tasks_object(task),
            operation,
            second: point.second_of(task),
            late_since: point
                .late_since(task)
                .map(|steps| usize::try_from(steps).expect("there is room for them")),
            is_global: point.fires_early(task)
                || looks_anywhere(operation.kind)
                || finds_no_room(operation.kind, open),
            gate: point.gate_of(task),
            waits_for_end: operation.kind == Kind::Join
                && point.is_before_gate_of(task, operation.object),
            open,
        }
    }

    /// Returns true if time had to pass between a step at a place and this one.
    pub(super) fn is_after_time_passed(&self, place: usize) -> bool {
        self.late_since.is_some_and(|since| place < since)
    }

    /// Returns true if the gate was open before this that another one stands before, which is done to
    /// the same object.
    pub(super) fn finds_open(&self, other: &Self) -> bool {
        let is_same = self.operation.object == other.operation.object;
        is_same && other.gate.is_some_and(|side| self.open[side as usize])
    }

    /// Returns true if it looks whether the task of another has ended.
    ///
    /// A task ends with its last step. Which one is the last cannot be known before it is taken, so that it
    /// may be any.
    pub(super) fn watches(&self, other: &Self) -> bool {
        matches!(self.operation.kind, Kind::Join | Kind::IsFinished)
            && other.own == Some(self.operation.object)
    }

    /// Returns true if both are done to one object.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let things = |event: &Self| [Some(event.operation.object), event.second];
        let others = things(other);
        let is_there = |thing: &Option<ObjectId>| *thing != Some(ObjectId::NONE) && thing.is_some();
        let mut own = things(self).into_iter().filter(is_there);
        own.any(|thing| others.contains(&thing))
    }

    /// Returns true if it may matter which of two steps of different tasks comes first.
    ///
    /// Where it cannot be known it is true: then more schedules are tried than needed, and none is
    /// missed.
    pub(super) fn depends_on(&self, other: &Self) -> bool {
        if self.is_global || other.is_global {
            return true;
        }
        let kinds = (self.operation.kind, other.operation.kind);
        if kinds == (Kind::Spawn, Kind::Spawn) {
            // Tasks are numbered in the order in which they are spawned.
            return true;
        }
        if self.watches(other) || other.watches(self) {
            return true;
        }
        if self.second.is_some() || other.second.is_some() {
            return self.meets(other);
        }
        if self.operation.object != other.operation.object {
            return false;
        }
        match kinds {
            (one, other) if only_reads(one) && only_reads(other) => false,
            _ => self.operation.races(&other.operation),
        }
    }
}

/// Returns true for what is done to a future that may wait for several things, for a choice among several,
/// for what ends another task wherever that is, and for what goes together with its name.
fn looks_anywhere(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Poll
            | Kind::WakeTask
            | Kind::Abort
            | Kind::Select
            | Kind::Interrupt
            | Kind::Fault
            | Kind::Exit
            | Kind::Delete
    )
}

/// Returns true for a message to a channel without room: whether somebody waits there to be handed it
/// hangs on how far they have come.
fn finds_no_room(kind: Kind, open: [bool; 4]) -> bool {
    kind == Kind::TrySend && !open[Side::Back as usize]
}

/// Returns true for what readers do to a lock: they are not in each other's way.
fn only_reads(kind: Kind) -> bool {
    matches!(kind, Kind::Read | Kind::TryRead | Kind::UnlockRead)
}
