//! Tokio's tasks, channels, locks and timers on Lockstep's scheduler.
//!
//! Code under test swaps one import, or one line of its manifest, and runs under chosen schedules:
//!
//! ```toml
//! [target.'cfg(lockstep)'.dependencies]
//! tokio = { package = "lockstep-tokio", version = "0.1" }
//! ```
//!
//! | tokio | here |
//! |---|---|
//! | `task`, `spawn` | [`task`]: `spawn`, `spawn_blocking`, `yield_now`, `JoinHandle`, `JoinSet`, `LocalSet`, … |
//! | `sync` | [`sync`]: its channels, locks, `Notify`, `Semaphore`, `Barrier`, `OnceCell` and `SetOnce`; not mapped guards, nor `len` and `closed` of a broadcast's sender |
//! | `time` | [`time`]: on virtual time, which is always paused and moves by itself |
//! | `runtime` | [`runtime`]: `block_on` and handles; settings are taken and do nothing |
//! | `select!`, `join!`, `try_join!`, `pin!`, `task_local!` | the same |
//! | `#[tokio::test]` | [`macro@test`]: under many schedules; takes the options of `#[lockstep::test]`, too |
//! | `net`, `fs`, `io`, `process`, `signal`, `#[tokio::main]` | not there: nothing that a scheduler could choose |
//!
//! # Where it differs
//!
//! | tokio | here |
//! |---|---|
//! | a panic of a task is printed and kept for its handle | and fails the execution if nobody can ask for it |
//! | a task may be polled by several threads | all tasks are on one; what a schedule can show is the same |
//! | `join!` begins with another future each time | in their order |
//! | patterns of `select!` may say `mut` and `ref` | they may not: bind the value, and take it apart in the handler |
//! | a `static` keeps its state | one that several executions use is refused, since it would carry it over |
//!
//! # Outside of an execution
//!
//! Channels, locks and `block_on` work on threads and with any executor. What needs a runtime panics, and
//! says what to do: `spawn` and all timers.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::Runner;
//! use lockstep_tokio as tokio;
//! use tokio::sync::mpsc;
//! use tokio::time::{Duration, timeout};
//!
//! async fn echo() -> Option<u32> {
//!     let (sender, mut receiver) = mpsc::channel(1);
//!     tokio::spawn(async move { sender.send(1).await });
//!     timeout(Duration::from_secs(1), receiver.recv()).await.ok()?
//! }
//!
//! let body = || assert_eq!(tokio::runtime::Handle::current().block_on(echo()), Some(1));
//! assert!(Runner::new().search(body).is_ok());
//! // A second may be too short where timers fire early.
//! assert!(Runner::new().early_timers().search(body).is_err());
//! ```

mod join;
pub mod runtime;
mod select;
pub mod sync;
pub mod task;
mod task_local;
pub mod time;

pub use lockstep_macros::tokio_test as test;
pub use lockstep_scheduler::future::spawn;
pub use std::pin::pin;

/// What the macros write, which is no part of what is offered.
#[doc(hidden)]
pub mod __lockstep {
    pub use crate::join::Joined;
    pub use crate::select::{Branch, start};
    pub use lockstep_scheduler as scheduler;
    pub use lockstep_scheduler::future;
    pub use lockstep_seed as seed;
}
