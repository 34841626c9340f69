//! Crossbeam's channels, queues, cells and scoped threads on Lockstep's scheduler.
//!
//! Code under test swaps one import, or one line of its manifest, and runs under chosen schedules:
//!
//! ```toml
//! [target.'cfg(lockstep)'.dependencies]
//! crossbeam = { package = "lockstep-crossbeam", version = "0.1" }
//! ```
//!
//! | crossbeam | here |
//! |---|---|
//! | `channel` | [`channel`]: `bounded` with any capacity and with none, `unbounded`, `after`, `at`, `tick`, `never`, `select!`, `select_biased!`, `Select` |
//! | `atomic` | [`atomic`]: `AtomicCell`, `AtomicConsume` |
//! | `queue` | [`queue`]: `ArrayQueue`, `SegQueue` |
//! | `sync` | [`sync`]: `Parker`, `Unparker`, `ShardedLock`, `WaitGroup` |
//! | `thread`, `scope` | [`thread`]: scopes, builders and handles |
//! | `utils` | [`utils`]: `CachePadded`, `Backoff` |
//! | `epoch`, `deque`, the skip list | not there: who reclaims memory by epochs is to be tested with the crate itself, on mirrored atomics |
//!
//! # Where it differs
//!
//! | crossbeam | here |
//! |---|---|
//! | a message passes through several atomics | each operation is one scheduling point; one that has to wait for its counterpart is two |
//! | of several who wait at a channel with room the first is served | the strategy chooses, since somebody may come in between there |
//! | `AtomicCell` may be lock-free | it is one step in any case, and [`is_lock_free`](atomic::AtomicCell::is_lock_free) says false |
//! | `Instant` is std's | it is [`lockstep_scheduler::time::Instant`], on virtual time |
//! | `Scope<'env>` | `Scope<'scope, 'env>`, as std's |
//! | `select!` begins with any operation | it does, too, by a random choice that a search for a proof does not try: use `select_biased!` there |
//! | a `static` keeps its state | one that several executions use is refused, since it would carry it over |
//!
//! # Outside of an execution
//!
//! Everything works on threads as well, with std's locks underneath.
//!
//! # Examples
//!
//! ```
//! use lockstep_crossbeam as crossbeam;
//! use lockstep_scheduler::{Runner, thread};
//! use crossbeam::channel::bounded;
//!
//! let body = || {
//!     let (sender, receiver) = bounded(1);
//!     let other = sender.clone();
//!     let tasks = [
//!         thread::spawn(move || sender.send(1).unwrap()),
//!         thread::spawn(move || other.send(2).unwrap()),
//!     ];
//!     let mut received: Vec<u32> = receiver.iter().collect();
//!     received.sort_unstable();
//!     assert_eq!(received, [1, 2]);
//!     tasks.into_iter().for_each(|task| task.join().unwrap());
//! };
//! assert!(Runner::new().iterations(200).search(body).is_ok());
//! ```

pub mod atomic;
pub mod channel;
pub mod queue;
pub mod sync;
pub mod thread;
pub mod utils;

pub use thread::scope;
