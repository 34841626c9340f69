use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Execution, Point, Strategy};
use crate::{Kind, TaskId};

/// Follows a schedule as far as the program does, and goes on with as few pre-emptions as possible.
///
/// A task that cannot go on when its turn comes loses the turn.
#[derive(Clone, Debug)]
pub(crate) struct Lenient {
    schedule: Vec<TaskId>,
    next: usize,
    preemptions: Arc<AtomicU64>,
}

impl Lenient {
    pub(crate) fn new(schedule: Vec<TaskId>) -> Self {
        Self {
            schedule,
            next: 0,
            preemptions: Arc::default(),
        }
    }

    /// Returns the count of pre-emptions: how often a task was left that could have gone on, and had
    /// not just let others go first.
    pub(crate) fn preemptions(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.preemptions)
    }
}

impl Strategy for Lenient {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        self.next = 0;
        self.preemptions.store(0, Ordering::Relaxed);
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let rest = &self.schedule[self.next..];
        let turn = rest.iter().position(|task| point.is_ready(*task));
        self.next += turn.map_or(rest.len(), |turn| turn + 1);
        let next = turn.map_or_else(|| most_natural(point), |turn| rest[turn]);
        let current = point.current();
        if next != current && point.step() > 0 && point.is_ready(current) && !has_yielded(point) {
            self.preemptions.fetch_add(1, Ordering::Relaxed);
        }
        next
    }
}

/// Returns the task that goes on without a pre-emption: the same as before, or the next by number
/// once that cannot go on or has let others go first.
pub(super) fn most_natural(point: &Point<'_>) -> TaskId {
    let current = point.current();
    if point.is_ready(current) && !has_yielded(point) {
        return current;
    }
    let after = point.ready().find(|task| *task > current);
    after.unwrap_or_else(|| point.nth_ready(0))
}

fn has_yielded(point: &Point<'_>) -> bool {
    matches!(point.last().kind, Kind::Yield | Kind::Sleep)
}
