use crate::object::ObjectKind;
use crate::strategy::Point;
use crate::{Access, Kind, ObjectId, Operation, TaskId};

/// Finds tasks that go round in a loop and wait for something to change.
///
/// A task has taken a fruitless turn if it comes back to an operation, and since it was there before it
/// has changed nothing, and nobody has changed what it looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    /// By task: what it has done since it last changed something.
    looks: Vec<Vec<Look>>,
    /// By object: at which step it was changed last.
    changed: Vec<Option<usize>>,
    /// What the object of the step that is being taken held before.
    before: Option<State>,
}

/// How many fruitless turns a task takes before it waits.
///
/// After one turn it does not tell itself apart from straight code that looks twice.
const FRUITLESS: usize = 2;

#[derive(Clone, Copy, Debug)]
struct Look {
    operation: Operation,
    step: usize,
}

/// What an atomic holds, and who holds a lock.
type State = (u64, u32);

impl Turns {
    pub(super) fn clear(&mut self) {
        self.looks.clear();
        self.changed.clear();
        self.before = None;
    }

    /// Takes note of what the last step did.
    pub(super) fn look_back(&mut self, point: &Point<'_>) {
        let Some(before) = self.before.take() else {
            return;
        };
        let task = point.current();
        let step = usize::try_from(point.step()).expect("steps are counted in memory") - 1;
        let operation = *point.last();
        if self.looks.len() <= task.place() {
            self.looks.resize(task.place() + 1, Vec::new());
        }
        if is_fruitless(&operation, before, point) {
            self.looks[task.place()].push(Look { operation, step });
            return;
        }
        self.looks[task.place()].clear();
        if let Some(place) = place(operation.object) {
            if self.changed.len() <= place {
                self.changed.resize(place + 1, None);
            }
            self.changed[place] = Some(step);
        }
    }

    /// Takes note of what a task is about to look at.
    pub(super) fn look_ahead(&mut self, task: TaskId, point: &Point<'_>) {
        self.before = Some(point.state_of(point.next_of(task).object));
    }

    /// Returns true if the next step of the task would begin a turn like those before, which were
    /// fruitless.
    pub(super) fn is_waiting(&self, task: TaskId, point: &Point<'_>) -> bool {
        let Some(looks) = self.looks.get(task.place()) else {
            return false;
        };
        let next = point.next_of(task);
        let mut turns = looks.iter().enumerate().rev();
        let mut turns = turns.by_ref().filter(|(_, look)| look.operation == *next);
        let Some((turn, _)) = turns.nth(FRUITLESS - 1) else {
            return false;
        };
        let is_unchanged = |look: &Look| {
            let changed = place(look.operation.object).and_then(|place| self.changed.get(place));
            changed
                .copied()
                .flatten()
                .is_none_or(|step| step < look.step)
        };
        looks[turn..].iter().all(is_unchanged)
    }
}

fn place(object: ObjectId) -> Option<usize> {
    (object != ObjectId::NONE).then_some(object.0 as usize)
}

/// Returns true if the last step changed nothing.
fn is_fruitless(operation: &Operation, before: State, point: &Point<'_>) -> bool {
    match operation.kind {
        Kind::Yield | Kind::Fence | Kind::IsFinished => true,
        // What a lock that was taken guards, or a channel holds, is not seen here.
        Kind::Update
        | Kind::TryLock
        | Kind::TryRead
        | Kind::TryWrite
        | Kind::TryReadUpgradable
        | Kind::TryUpgrade => point.state_of(operation.object) == before,
        Kind::Store => {
            point.kind_of(operation.object) == Some(ObjectKind::Atomic)
                && point.state_of(operation.object) == before
        }
        // Of queues that nobody waits at, the value counts their changes.
        Kind::TrySend | Kind::TryReceive => {
            point.kind_of(operation.object) == Some(ObjectKind::Queue)
                && point.state_of(operation.object) == before
        }
        kind => kind.access() == Access::Reads,
    }
}
