use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Execution, Point, Strategy};
use crate::TaskId;

/// A strategy whose pre-emptions are counted.
#[derive(Clone, Debug)]
pub(crate) struct Counted<S> {
    strategy: S,
    preemptions: Arc<AtomicU64>,
}

impl<S> Counted<S> {
    pub(crate) fn new(strategy: S) -> Self {
        Self {
            strategy,
            preemptions: Arc::default(),
        }
    }

    /// Returns the count: how often a task was left that could have gone on, and had not just let others
    /// go first.
    pub(crate) fn preemptions(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.preemptions)
    }
}

impl<S: Strategy> Strategy for Counted<S> {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.preemptions.store(0, Ordering::Relaxed);
        self.strategy.begin(execution)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        let next = self.strategy.choose(point);
        let current = point.current();
        let could_go_on = point.is_ready(current) && !point.has_yielded();
        if next != current && point.step() > 0 && could_go_on {
            self.preemptions.fetch_add(1, Ordering::Relaxed);
        }
        next
    }
}
