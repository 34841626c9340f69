//! [`tokio::task`](https://docs.rs/tokio/latest/tokio/task/): tasks of a controlled execution.

mod join_set;
mod local_set;

pub use crate::task_local::{AccessError, LocalKey};
pub use join_set::JoinSet;
pub use local_set::LocalSet;
pub use lockstep_scheduler::TaskId as Id;
pub use lockstep_scheduler::future::{
    AbortHandle, JoinError, JoinHandle, spawn, spawn_local, yield_now,
};

use lockstep_scheduler::future::sync::oneshot;
use lockstep_scheduler::thread;

/// Runs a closure that may block, on a thread of its own.
///
/// To abort it does not end the closure, as with tokio. If the closure panics, the execution has failed.
///
/// # Panics
///
/// Outside of an execution.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::{Runner, future::block_on};
/// use lockstep_tokio::task::spawn_blocking;
///
/// let searched = Runner::new().iterations(10).search(|| {
///     assert_eq!(block_on(spawn_blocking(|| 6 * 7)).unwrap(), 42);
/// });
/// assert!(searched.is_ok());
/// ```
#[track_caller]
pub fn spawn_blocking<F, T>(main: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let handle = spawn(async move { receiver.await.expect("a closure returns or fails the test") });
    thread::spawn(move || {
        // Nobody asks any more if the handle was dropped.
        let _ = sender.send(main());
    });
    handle
}

/// Calls a closure that may block.
///
/// # Examples
///
/// ```
/// assert_eq!(lockstep_tokio::task::block_in_place(|| 42), 42);
/// ```
pub fn block_in_place<R>(main: impl FnOnce() -> R) -> R {
    main()
}

/// Returns the future itself: no budget keeps it from going on.
pub fn unconstrained<F: Future>(future: F) -> F {
    future
}
