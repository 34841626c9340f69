use std::sync::Arc;

use super::{Execution, Point, Strategy};
use crate::failure::place;
use crate::trace::{Target, Trace, TracedStep};
use crate::{Kind, ObjectId, Operation, TaskId};

/// Follows a trace step by step, and stops at the first that the program does not take.
///
/// It compares who goes on, and what is done to what and where, so that a program that has changed is
/// told at the step where that shows. [`Runner::replay`](crate::Runner::replay) sets the seed and the
/// limits of the trace, too.
#[derive(Clone, Debug)]
pub struct Follow {
    trace: Arc<Trace>,
    next: usize,
    /// What each object of the trace is in this execution, once it was met.
    objects: Vec<Option<ObjectId>>,
}

impl Follow {
    /// Makes the strategy.
    pub fn new(trace: impl Into<Arc<Trace>>) -> Self {
        let trace = trace.into();
        Self {
            next: 0,
            objects: vec![None; trace.objects.len()],
            trace,
        }
    }

    /// Says what is there instead of a step, if it cannot be taken.
    fn obstacle(&mut self, step: &TracedStep, point: &Point<'_>) -> Option<String> {
        let task = step.task;
        if task.place() >= point.tasks() {
            return Some(format!("{task} was not spawned"));
        }
        if point.has_ended(task) {
            return Some(format!("{} has ended", self.trace.name_of(task)));
        }
        let operation = point.next_of(task);
        if !self.is_taken(step, operation, point) {
            return Some(self.about_to(task, operation));
        }
        if point.is_ready(task) {
            return None;
        }
        let waits = || format!("{} has to wait", self.trace.name_of(task));
        Some(self.stray(point).unwrap_or_else(waits))
    }

    /// Says what a task is about to do that the trace does not go on with, the last to act first.
    ///
    /// Where it was left earlier, that shows only once the trace would go on without it.
    fn stray(&self, point: &Point<'_>) -> Option<String> {
        let others = (0..).map(TaskId).take(point.tasks());
        let all = std::iter::once(point.current()).chain(others);
        let mut strays = all.filter(|task| !point.has_ended(*task) && self.is_stray(*task, point));
        strays
            .next()
            .map(|task| self.about_to(task, point.next_of(task)))
    }

    fn is_stray(&self, task: TaskId, point: &Point<'_>) -> bool {
        let mut rest = self.trace.steps.iter().skip(self.next);
        match rest.find(|step| step.task == task) {
            Some(step) => !self.clone().is_taken(step, point.next_of(task), point),
            None => point.is_ready(task),
        }
    }

    /// Returns true if that is the step.
    fn is_taken(&mut self, step: &TracedStep, operation: &Operation, point: &Point<'_>) -> bool {
        // A task begins where it is spawned, which was compared there; the main one is anywhere.
        let is_there = step.kind == Kind::Begin || place(operation.location) == step.place;
        // What it waits for is known only once its timer has not fired early, and nobody has ended it.
        let is_it =
            operation.kind == step.kind || matches!(step.kind, Kind::FireEarly | Kind::Interrupted);
        is_it
            && is_there
            && match step.target {
                Target::Nothing => operation.object == ObjectId::NONE,
                // The task that it spawns is not there yet.
                Target::Task(_) if step.kind == Kind::Spawn => true,
                Target::Task(task) => point.tasks_object(task) == Some(operation.object),
                Target::Object(object) => self.is_known_as(object, operation.object),
            }
    }

    /// Objects are new in each execution: which is which shows when a step comes to one that neither
    /// the trace nor the execution came to before.
    fn is_known_as(&mut self, number: u32, object: ObjectId) -> bool {
        let known = self.objects[number as usize];
        if known.is_none() && object != ObjectId::NONE && !self.objects.contains(&Some(object)) {
            self.objects[number as usize] = Some(object);
            return true;
        }
        known == Some(object)
    }

    fn about_to(&self, task: TaskId, operation: &Operation) -> String {
        let is_it = |known: &Option<ObjectId>| *known == Some(operation.object);
        let object = match self.objects.iter().position(is_it) {
            Some(number) => format!(" {}", self.trace.objects[number].alias()),
            None => String::new(),
        };
        let (kind, place) = (operation.kind.name(), place(operation.location));
        let name = self.trace.name_of(task);
        format!("{name} is about to {kind}{object} at {place}")
    }
}

impl Strategy for Follow {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        self.next = 0;
        self.objects.fill(None);
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let trace = Arc::clone(&self.trace);
        let Some(step) = trace.steps.get(self.next) else {
            let stray = self.stray(point);
            let found = stray.unwrap_or_else(|| "the program goes on".into());
            return point.diverge(format!("expected the end, but {found}"));
        };
        match self.obstacle(step, point) {
            None => {
                self.next += 1;
                step.task
            }
            Some(found) => {
                let expected = trace.sentence(step);
                point.diverge(format!("expected {expected}, but {found}"))
            }
        }
    }
}
