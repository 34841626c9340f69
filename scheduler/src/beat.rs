use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Instant;

use crate::raw::LastLocation;
use crate::{Kind, ObjectId, Operation};

/// What an execution shows to whoever watches over it from another thread.
#[derive(Debug)]
pub(crate) struct Beat {
    epoch: Instant,
    /// When the execution began, in milliseconds since `epoch`, plus one; 0 between executions.
    began: AtomicU64,
    iteration: AtomicU64,
    kind: AtomicU8,
    location: LastLocation,
}

impl Beat {
    pub(crate) fn new() -> Self {
        Self {
            epoch: Instant::now(),
            began: AtomicU64::new(0),
            iteration: AtomicU64::new(0),
            kind: AtomicU8::new(0),
            location: LastLocation::new(),
        }
    }

    pub(crate) fn begin(&self, iteration: u64) {
        self.location.set(None);
        self.iteration.store(iteration, Ordering::Relaxed);
        self.began.store(self.milliseconds() + 1, Ordering::Relaxed);
    }

    pub(crate) fn end(&self) {
        self.began.store(0, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn step(&self, operation: &Operation) {
        self.kind.store(operation.kind as u8, Ordering::Relaxed);
        self.location.set(Some(operation.location));
    }

    /// Returns the iteration that is running and for how many milliseconds.
    pub(crate) fn running(&self) -> Option<(u64, u64)> {
        let began = self.began.load(Ordering::Relaxed);
        let iteration = self.iteration.load(Ordering::Relaxed);
        (began > 0).then(|| (iteration, (self.milliseconds() + 1).saturating_sub(began)))
    }

    /// Returns the last operation, without its object.
    pub(crate) fn last(&self) -> Option<Operation> {
        let kind = Kind::ALL[usize::from(self.kind.load(Ordering::Relaxed))];
        self.location.get().map(|location| Operation {
            object: ObjectId::NONE,
            kind,
            location,
        })
    }

    fn milliseconds(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
