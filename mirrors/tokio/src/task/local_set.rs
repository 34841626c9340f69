use lockstep_scheduler::future::{JoinHandle, block_on, spawn_local};

/// Where tasks stay on one thread: here all do, so that it only has tokio's methods.
///
/// Its tasks go on without being awaited through it.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::{Runner, future::block_on};
/// use lockstep_tokio::task::LocalSet;
///
/// let searched = Runner::new().iterations(10).search(|| {
///     let set = LocalSet::new();
///     let one = set.spawn_local(async { std::rc::Rc::new(1) });
///     assert_eq!(*block_on(set.run_until(one)).unwrap(), 1);
/// });
/// assert!(searched.is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalSet(());

impl LocalSet {
    /// Makes one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs a future as a task.
    ///
    /// # Panics
    ///
    /// Outside of an execution.
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        spawn_local(future)
    }

    /// Waits for a future.
    pub async fn run_until<F: Future>(&self, future: F) -> F::Output {
        future.await
    }

    /// Waits for a future on this thread.
    #[track_caller]
    pub fn block_on<F: Future>(&self, _: &crate::runtime::Runtime, future: F) -> F::Output {
        block_on(future)
    }
}
