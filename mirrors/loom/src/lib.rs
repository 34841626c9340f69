//! Loom's types on Lockstep's scheduler.
//!
//! A crate that can be tested with [loom](https://docs.rs/loom) 0.7 runs under Lockstep's strategies, its
//! proofs and its reports, without a line changed: a workspace puts this mirror in loom's place.
//!
//! ```toml
//! [patch.crates-io]
//! loom = { path = "…/examples/crates/patches/loom" }
//! ```
//!
//! | loom | here |
//! |---|---|
//! | `model`, `model::Builder` | [`model`](mod@model): the strategy `dpor`, or `dpor:N` with a bound of pre-emptions |
//! | `thread` | [`thread`]: closures have to be `Send`, as in std |
//! | `sync` | [`sync`]: the same types; `Arc` has no `Weak`, as in loom |
//! | `cell` | [`cell`]: data races are looked for |
//! | `thread_local!`, `lazy_static!` | the same, fresh in each execution |
//! | `hint`, `future` | [`hint`], [`future`] |
//! | `alloc`, `Track` | [`alloc`]: what is used after it was freed, or freed while it may be used, is found; leaks are not |
//! | `stop_exploring`, `explore`, `skip_branch` | do nothing |
//! | `LOOM_…` variables | those of [`Runner::from_environment`](lockstep_scheduler::Runner::from_environment) |
//!
//! A body may as well be given to a [`Runner`](lockstep_scheduler::Runner): then any strategy may search, the
//! statistics tell whether every schedule was tried, and histories can be recorded and checked.
//!
//! # Where it differs
//!
//! | loom | here |
//! |---|---|
//! | a load may return what was stored earlier, as C11 allows | every load returns what was stored last |
//! | accesses of cells race if no release and acquire orders them | the same |
//! | an `Arc`, a `Track` or a message that is left over fails | it does not |
//! | at most five threads | any number |
//! | `yield_now` is needed in loops that wait | a loop that waits is noticed |
//!
//! So what is missed is a wrong value from a relaxed load, such as that of a store buffer; an ordering that
//! is too weak to hand over what a cell holds is found. A fence that is sequentially consistent counts as
//! one that acquires and releases.
//!
//! What a task does that was spawned by others than [`thread::spawn`], such as an async task, races with
//! nobody.
//!
//! # Outside of an execution
//!
//! All of it works on threads, without looking for data races.

pub mod alloc;
mod causality;
pub mod cell;
pub mod future;
pub mod hint;
pub mod lazy_static;
pub mod model;
mod raw;
pub mod sync;
pub mod thread;

pub use lockstep_scheduler::thread_local;
pub use model::model;

/// Does nothing: everything is explored.
pub fn explore() {}

/// Does nothing: everything is explored.
pub fn stop_exploring() {}

/// Does nothing: every schedule counts.
pub fn skip_branch() {}
