use lockstep_scheduler::{Kind, Target, Trace, TracedStep};
use serde::Serialize;

/// A lock that a task holds for a while. Steps are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Held {
    pub(super) task: u32,
    /// The place of the lock among the objects of the trace.
    pub(super) object: u32,
    /// The step that acquires it.
    pub(super) from: usize,
    /// The step that releases it; nothing if none does.
    pub(super) to: Option<usize>,
    /// Whether others can hold it meanwhile.
    pub(super) shared: bool,
}

/// Returns which task holds which lock from where to where, in the order in which they are acquired.
///
/// A trace does not say what came of an attempt: it succeeds if the lock is free. A condition variable
/// lets the mutex go that its task acquired last.
pub(super) fn held(trace: &Trace) -> Vec<Held> {
    let mut locks = Locks {
        spans: Vec::new(),
        open: vec![Vec::new(); trace.objects.len()],
        own: vec![Vec::new(); trace.tasks.len()],
    };
    for (step, number) in trace.steps.iter().zip(1..) {
        locks.take(step, number);
    }
    locks.spans
}

struct Locks {
    spans: Vec<Held>,
    /// By object, the spans that have not ended.
    open: Vec<Vec<usize>>,
    /// By task, the spans that have not ended, the last acquired at the end.
    own: Vec<Vec<usize>>,
}

impl Locks {
    fn take(&mut self, step: &TracedStep, number: usize) {
        let task = step.task.number();
        let Target::Object(object) = step.target else {
            return;
        };
        match step.kind {
            Kind::Lock | Kind::TryLock | Kind::Write | Kind::TryWrite => {
                self.acquire(task, object, number, false);
            }
            Kind::Read | Kind::TryRead | Kind::ReadUpgradable | Kind::TryReadUpgradable => {
                self.acquire(task, object, number, true);
            }
            Kind::Unlock | Kind::UnlockRead | Kind::UnlockWrite => {
                self.release(task, object, number);
            }
            Kind::Wait => {
                if let Some(last) = self.own[task as usize].last() {
                    self.end(*last, number);
                }
            }
            _ => {}
        }
    }

    fn acquire(&mut self, task: u32, object: u32, from: usize, shared: bool) {
        let open = &self.open[object as usize];
        let others = open.iter().map(|place| &self.spans[*place]);
        let mut others = others.filter(|span| span.task != task);
        if others.any(|span| !(span.shared && shared)) {
            return;
        }
        let place = self.spans.len();
        self.open[object as usize].push(place);
        self.own[task as usize].push(place);
        self.spans.push(Held {
            task,
            object,
            from,
            to: None,
            shared,
        });
    }

    /// Ends the last of the task's own spans, or another's: a guard may be handed on.
    fn release(&mut self, task: u32, object: u32, to: usize) {
        let open = &self.open[object as usize];
        let own = open.iter().rfind(|place| self.spans[**place].task == task);
        if let Some(place) = own.or(open.last()).copied() {
            self.end(place, to);
        }
    }

    fn end(&mut self, place: usize, to: usize) {
        let span = &mut self.spans[place];
        span.to = Some(to);
        self.open[span.object as usize].retain(|open| *open != place);
        self.own[span.task as usize].retain(|open| *open != place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::script::trace;

    fn drawn(script: &str) -> Vec<(u32, usize, Option<usize>)> {
        let held = held(&trace(script));
        let span = |held: &Held| (held.task, held.from, held.to);
        held.iter().map(span).collect()
    }

    #[test]
    fn an_attempt_succeeds_if_the_lock_is_free() {
        let script = "T0 lock mutex 0\nT1 try_lock mutex 0\nT0 unlock mutex 0\nT1 try_lock mutex 0";
        assert_eq!(drawn(script), [(0, 1, Some(3)), (1, 4, None)]);
    }

    #[test]
    fn several_read_at_a_time() {
        let script =
            "T0 read rwlock 0\nT1 read rwlock 0\nT2 try_write rwlock 0\nT0 unlock_read rwlock 0";
        assert_eq!(drawn(script), [(0, 1, Some(4)), (1, 2, None)]);
    }

    #[test]
    fn a_guard_may_be_dropped_by_another_task() {
        let script = "T0 lock mutex 0\nT1 unlock mutex 0\nT2 lock mutex 0";
        assert_eq!(drawn(script), [(0, 1, Some(2)), (2, 3, None)]);
    }
}
