//! [`std::thread`], whose threads are tasks in a controlled execution.

mod builder;
mod handle;
mod local;
mod park;
mod scope;
mod sleep;
mod spawn;

pub use std::thread::{Result, panicking};

pub use builder::Builder;
pub(crate) use handle::Handle;
pub use handle::{Thread, ThreadId, current};
pub use local::{AccessError, LocalKey};
pub use park::{park, park_timeout};
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use sleep::sleep;
pub(crate) use spawn::spawn_unowned;
pub use spawn::{JoinHandle, spawn, yield_now};

use std::num::NonZero;

use crate::world::is_controlled;

/// How many threads a program in a controlled execution is told to use, on every machine.
const PARALLELISM: NonZero<usize> = NonZero::new(4).unwrap();

/// Returns how many threads it is worth to use: 4 in a controlled execution.
///
/// # Errors
///
/// If the system does not say. In a controlled execution it cannot fail.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::thread;
///
/// let threads = thread::available_parallelism().map_or(1, |threads| threads.get());
/// assert!(threads > 0);
/// ```
pub fn available_parallelism() -> std::io::Result<NonZero<usize>> {
    if is_controlled() {
        return Ok(PARALLELISM);
    }
    std::thread::available_parallelism()
}
