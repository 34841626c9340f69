use std::sync::{Mutex, PoisonError};

use lockstep_scheduler::future::sync::Notify;

/// Lets nobody on before so many have come; then it can be used again.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future::block_on;
/// use lockstep_tokio::{join, sync::Barrier};
///
/// let barrier = Barrier::new(2);
/// let leaders = block_on(async { join!(barrier.wait(), barrier.wait()) });
/// assert_ne!(leaders.0.is_leader(), leaders.1.is_leader());
/// ```
#[derive(Debug)]
pub struct Barrier {
    size: usize,
    arrived: Mutex<usize>,
    all_have: Notify,
}

/// What a barrier says to each of those who have come.
#[derive(Clone, Copy, Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Returns true for the last who came.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// Makes a barrier for so many; 0 counts as 1.
    pub fn new(size: usize) -> Self {
        Self {
            size: size.max(1),
            arrived: Mutex::new(0),
            all_have: Notify::new(),
        }
    }

    /// Waits until all have come. A future that is dropped has come all the same, as with tokio.
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = BarrierWaitResult> {
        let notified = self.all_have.notified();
        async move {
            // What is notified from here on is meant for this future; it was not polled before.
            let mut notified = std::pin::pin!(notified);
            if notified.as_mut().enable() {
                notified.set(self.all_have.notified());
            }
            if self.arrive() {
                self.all_have.notify_waiters();
                return BarrierWaitResult(true);
            }
            notified.await;
            BarrierWaitResult(false)
        }
    }

    /// Comes to the barrier; true for the last, after whom it begins anew.
    fn arrive(&self) -> bool {
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        *arrived = (*arrived + 1) % self.size;
        *arrived == 0
    }
}
