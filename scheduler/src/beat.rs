use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::raw::LastLocation;
use crate::{Failure, Kind, ObjectId, Operation, TaskId, Waiting};

/// What an execution shows to whoever watches over it from another thread.
#[derive(Debug)]
pub(crate) struct Beat {
    epoch: Instant,
    /// When the execution began, in milliseconds since `epoch`, plus one; 0 between executions.
    began: AtomicU64,
    iteration: AtomicU64,
    /// What was done last, by the task that is running.
    last: Mark,
    /// What the tasks come to that were left, each at its number, wrapped around.
    left: [Mark; LEFT_MAX],
}

/// The most tasks that are shown of those that were left.
const LEFT_MAX: usize = 16;

/// How long a task may go on after the time limit without coming to an operation, in milliseconds.
const GRACE: u64 = 1_000;

/// An operation of a task, without its object.
///
/// It is read while nobody writes it: what is stuck takes no steps.
#[derive(Debug)]
struct Mark {
    /// The kind in the last eight bits, before that the number of the task, plus one; or 0.
    word: AtomicU64,
    location: LastLocation,
}

impl Mark {
    const fn new() -> Self {
        Self {
            word: AtomicU64::new(0),
            location: LastLocation::new(),
        }
    }

    #[inline]
    fn set(&self, task: TaskId, operation: &Operation) {
        let word = (u64::from(task.0) + 1) << 8 | operation.kind as u64;
        self.word.store(word, Ordering::Relaxed);
        self.location.set(Some(operation.location));
    }

    #[inline]
    fn clear(&self) {
        self.word.store(0, Ordering::Relaxed);
    }

    fn get(&self) -> Option<(TaskId, Operation)> {
        let word = self.word.load(Ordering::Relaxed);
        let task = u32::try_from((word >> 8).checked_sub(1)?).ok()?;
        let operation = Operation {
            object: ObjectId::NONE,
            kind: *Kind::ALL.get(usize::try_from(word & 0xff).ok()?)?,
            location: self.location.get()?,
        };
        Some((TaskId(task), operation))
    }
}

impl Beat {
    pub(crate) fn new() -> Self {
        Self {
            epoch: Instant::now(),
            began: AtomicU64::new(0),
            iteration: AtomicU64::new(0),
            last: Mark::new(),
            left: [const { Mark::new() }; LEFT_MAX],
        }
    }

    pub(crate) fn begin(&self, iteration: u64) {
        self.last.clear();
        self.left.iter().for_each(Mark::clear);
        self.iteration.store(iteration, Ordering::Relaxed);
        self.began.store(self.milliseconds() + 1, Ordering::Relaxed);
    }

    pub(crate) fn end(&self) {
        self.began.store(0, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn step(&self, task: TaskId, operation: &Operation) {
        self.last.set(task, operation);
    }

    /// Says that a task is left where it came to an operation.
    #[inline]
    pub(crate) fn leave(&self, task: TaskId, operation: &Operation) {
        self.left[task.place() % LEFT_MAX].set(task, operation);
    }

    pub(crate) fn end_task(&self, task: TaskId) {
        self.left[task.place() % LEFT_MAX].clear();
    }

    /// Returns the iteration whose task comes to no operation any more, and says so, if it has had more
    /// than its time.
    pub(crate) fn stuck(&self, timeout_ms: u64) -> Option<(u64, Failure)> {
        let began = self.began.load(Ordering::Relaxed);
        let iteration = self.iteration.load(Ordering::Relaxed);
        let taken = (self.milliseconds() + 1).saturating_sub(began);
        let is_stuck = began > 0 && taken > timeout_ms.saturating_add(GRACE);
        is_stuck.then(|| (iteration, self.failure(timeout_ms)))
    }

    fn failure(&self, milliseconds: u64) -> Failure {
        let last = self.last.get();
        let others = self.left.iter().filter_map(Mark::get);
        let others = others.filter(|(task, _)| last.is_none_or(|(running, _)| running != *task));
        let mut left: Vec<Waiting> = others.map(Waiting::unnamed).collect();
        left.sort_by_key(|waiting| waiting.task);
        Failure::Stuck {
            milliseconds,
            last,
            left,
        }
    }

    fn milliseconds(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
