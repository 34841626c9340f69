//! [`std::time`], on virtual time in a controlled execution.
//!
//! Virtual time begins anew with each execution and moves only when no task can go on: then it jumps to
//! the first time that one waits for. What a program computes takes none. With
//! [`Runner::early_timers`](crate::Runner::early_timers) it may also jump while others could go on.

mod instant;
mod system_time;

pub use std::time::{Duration, SystemTimeError, TryFromFloatSecsError};

pub use instant::Instant;
pub use system_time::{SystemTime, UNIX_EPOCH};

use crate::world::with;

/// Returns the virtual time since the start of the execution; nothing outside of executions.
fn elapsed() -> Option<Duration> {
    with(|world| Duration::from_nanos(world.now()))
}
