//! Async tasks, and what blocks on them.
//!
//! An async task is a task of the execution as a thread is: strategies choose when it goes on, traces show
//! what it did, and a deadlock names what it waits for. But it has no stack of its own while it waits, so
//! that a hundred thousand of them fit into one execution. What it awaits of Lockstep
//! is a scheduling point, as is whatever it does with the mirrors of std, and calling a waker.
//!
//! Wakers are std's: combinators such as `select!` and `join!` of the `futures` crate work as they are.
//!
//! # Outside of an execution
//!
//! [`block_on`] polls on the thread that calls it, and parks that in between. [`spawn`] and the timers
//! panic: nobody is there who would poll, or lets time pass.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::{Runner, future};
//!
//! let runner = Runner::new().iterations(100);
//! let searched = runner.search(|| {
//!     future::block_on(async {
//!         let task = future::spawn(async {
//!             future::yield_now().await;
//!             6 * 7
//!         });
//!         assert_eq!(task.await.unwrap(), 42);
//!     });
//! });
//! assert!(searched.is_ok());
//! ```

mod block_on;
mod join_error;
mod join_handle;
mod outcome;
mod spawn;
pub mod sync;
pub mod time;
mod waiter;
mod waker;
mod yield_now;

pub use block_on::block_on;
pub use join_error::JoinError;
pub use join_handle::{AbortHandle, JoinHandle};
pub use spawn::{spawn, spawn_local};
pub(crate) use waiter::Waiter;
pub(crate) use waker::TaskWaker;
pub use yield_now::{YieldNow, yield_now};
