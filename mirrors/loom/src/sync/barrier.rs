use lockstep_scheduler::sync as inner;

use crate::causality::Released;

/// [`std::sync::Barrier`].
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
