use std::sync::atomic::{AtomicU64, Ordering};

use super::clock::Clock;
use super::clocks::{known, number, with};

/// What the tasks that released an object have to tell those who acquire it.
///
/// Each execution begins with nothing; outside of executions nothing is kept. None of this is a
/// scheduling point: it is done right after the operation that it belongs to, or right before.
#[derive(Debug, Default)]
pub(crate) struct Released(AtomicU64);

impl Released {
    pub(crate) const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Tells the running task.
    pub(crate) fn acquire(&self) {
        with(|clocks, me| {
            if let Some(number) = known(&self.0, clocks) {
                let released = std::mem::take(&mut clocks.released[number]);
                clocks.task(me).clock.join(&released);
                clocks.released[number] = released;
            }
        });
    }

    /// Makes the running task begin with what was told.
    pub(crate) fn begin(&self) {
        with(|clocks, me| {
            if let Some(number) = known(&self.0, clocks) {
                let released = clocks.released[number].clone();
                clocks.begin(me, &released);
            }
        });
    }

    /// Adds what the running task knows.
    pub(crate) fn release(&self) {
        self.change(Clock::join, Ordering::Release);
    }

    /// Does what a load does.
    pub(crate) fn load(&self, order: Ordering) {
        if order != Ordering::Relaxed {
            return self.acquire();
        }
        with(|clocks, me| {
            if let Some(number) = known(&self.0, clocks) {
                let released = std::mem::take(&mut clocks.released[number]);
                clocks.task(me).pending.join(&released);
                clocks.released[number] = released;
            }
        });
    }

    /// Does what a store does: it begins a new release sequence.
    pub(crate) fn store(&self, order: Ordering) {
        self.change(Clock::clone_from, order);
    }

    /// Does what a read-modify-write does that writes: it goes on with the release sequence.
    pub(crate) fn update(&self, order: Ordering) {
        let acquires = !matches!(order, Ordering::Relaxed | Ordering::Release);
        self.load(if acquires {
            Ordering::Acquire
        } else {
            Ordering::Relaxed
        });
        self.change(Clock::join, order);
    }

    fn change(&self, change: impl FnOnce(&mut Clock, &Clock), order: Ordering) {
        with(|clocks, me| {
            let number = number(&self.0, clocks, |clocks| {
                clocks.released.push(Clock::default());
                clocks.released.len() - 1
            });
            let mut released = std::mem::take(&mut clocks.released[number]);
            let task = clocks.task(me);
            if matches!(order, Ordering::Relaxed | Ordering::Acquire) {
                change(&mut released, &task.fenced);
            } else {
                change(&mut released, &task.clock);
                task.clock.tick(me);
            }
            clocks.released[number] = released;
        });
    }
}
