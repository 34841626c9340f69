use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Execution, Point, Strategy};
use crate::execution::Executed;
use crate::object::Object;
use crate::task::Task;
use crate::trace::TracedValues;
use crate::{Kind, Operation, TaskId};

/// A strategy, and what is seen of an execution where it chooses.
///
/// What a step reads and writes is what its object holds at the choice of the step and at the next one:
/// no other task does anything in between. So an execution that is not written down pays nothing for it.
#[derive(Clone, Debug)]
pub(crate) struct Noted<S> {
    strategy: S,
    notes: Notes,
}

/// What was seen of the steps of an execution, as far as the strategy has chosen them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<Note>>>);

/// What was seen of a step.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// Whether the task before could have gone on, and had not just let others go first.
    pub(crate) preempts: bool,
    pub(crate) values: Option<TracedValues>,
    /// Others that could have gone on instead, the task before first; up to [`OTHERS_MAX`].
    pub(crate) others: Vec<TaskId>,
    operation: Operation,
}

/// How many tasks are noted that could have gone on.
const OTHERS_MAX: usize = 8;

impl<S> Noted<S> {
    pub(crate) fn new(strategy: S) -> Self {
        Self {
            strategy,
            notes: Notes::default(),
        }
    }

    /// Returns what is noted, during the execution and after it.
    pub(crate) fn notes(&self) -> Notes {
        self.notes.clone()
    }
}

impl Notes {
    fn lock(&self) -> MutexGuard<'_, Vec<Note>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what was noted of an execution that has ended.
    pub(crate) fn of(self, executed: &Executed) -> Vec<Note> {
        let mut notes = std::mem::take(&mut *self.lock());
        let is_whole = notes.len() == executed.steps.len();
        match (notes.last_mut(), executed.steps.last()) {
            (Some(note), Some(last)) if is_whole => {
                note.complete(&executed.tasks[last.task.place()], &executed.objects);
            }
            // A fair choice went on after it.
            (Some(note), _) => note.values = None,
            (None, _) => {}
        }
        notes
    }
}

impl Note {
    fn of(next: TaskId, point: &Point<'_>) -> Self {
        let current = point.current();
        let is_other = point.step() > 0 && next != current;
        let can_go_on = is_other && point.is_ready(current);
        let others = point
            .ready()
            .filter(|task| *task != next && *task != current);
        let operation = *point.next_of(next);
        Self {
            preempts: can_go_on && !point.has_yielded(),
            values: before(&operation, point.objects),
            others: (can_go_on.then_some(current).into_iter().chain(others))
                .take(OTHERS_MAX)
                .collect(),
            operation,
        }
    }

    /// Takes note of what the object holds now that the step was done.
    fn complete(&mut self, task: &Task, objects: &[Object]) {
        if !matches!(self.operation.kind, Kind::Store | Kind::Update) {
            return;
        }
        // While it panics a task does more than the step.
        let after = (task.last == self.operation).then(|| written(&self.operation, objects));
        self.values = self
            .values
            .take()
            .zip(after.flatten())
            .map(|(values, after)| TracedValues {
                after: Some(after),
                ..values
            });
    }
}

fn before(operation: &Operation, objects: &[Object]) -> Option<TracedValues> {
    let has_values = matches!(operation.kind, Kind::Load | Kind::Store | Kind::Update);
    let before = has_values.then(|| written(operation, objects)).flatten();
    before.map(|before| TracedValues {
        before,
        after: None,
    })
}

fn written(operation: &Operation, objects: &[Object]) -> Option<String> {
    let object = objects.get(operation.object.0 as usize)?;
    object.shape.write(object.value)
}

impl<S: Strategy> Strategy for Noted<S> {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.notes.lock().clear();
        self.strategy.begin(execution)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let next = self.strategy.choose(point);
        let mut notes = self.notes.lock();
        if let Some(last) = notes.last_mut() {
            last.complete(&point.tasks[point.current().place()], point.objects);
        }
        if point.is_ready(next) {
            notes.push(Note::of(next, point));
        }
        next
    }
}
