use lockstep_scheduler::sync as inner;

use crate::causality::Released;

/// [`std::sync::Barrier`].
///
/// Whoever has waited knows what all knew who were about to wait, also if those came too late for this time.
/// So where more tasks wait than the barrier is for, or wait again, a race may be missed.
#[derive(Debug)]
pub struct Barrier {
    released: Released,
    inner: inner::Barrier,
}

impl Barrier {
    /// Makes a barrier for so many threads.
    pub fn new(threads: usize) -> Self {
        Self {
            released: Released::new(),
            inner: inner::Barrier::new(threads),
        }
    }

    /// Waits until all have come.
    #[track_caller]
    pub fn wait(&self) -> inner::BarrierWaitResult {
        self.released.release();
        let result = self.inner.wait();
        self.released.acquire();
        result
    }
}
