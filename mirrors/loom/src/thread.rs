//! [`std::thread`], as loom has it: without scopes.

mod builder;
mod handle;
mod spawn;

pub use std::thread::panicking;

pub use builder::Builder;
pub use handle::{Thread, current, park};
pub use lockstep_scheduler::thread::{AccessError, LocalKey, ThreadId, yield_now};
pub use spawn::{JoinHandle, spawn};
