//! Timers for async tasks, on virtual time.
//!
//! They take no time: when no task can go on, time jumps to the first of them. With
//! [`Runner::early_timers`](crate::Runner::early_timers) they may also fire although others could go on.
//!
//! # Panics
//!
//! Outside of an execution a timer panics when it is polled, since nothing lets time pass there.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::future::time::{sleep, timeout};
//! use lockstep_scheduler::future::{block_on, sync::Notify};
//! use lockstep_scheduler::time::{Duration, Instant};
//! use lockstep_scheduler::Runner;
//!
//! const HOUR: Duration = Duration::from_secs(3_600);
//!
//! let searched = Runner::new().iterations(10).search(|| {
//!     block_on(async {
//!         let start = Instant::now();
//!         sleep(HOUR).await;
//!         assert_eq!(start.elapsed(), HOUR);
//!         assert!(timeout(HOUR, Notify::new().notified()).await.is_err());
//!     });
//! });
//! assert!(searched.is_ok());
//! ```

mod interval;
mod sleep;
mod timeout;

pub use interval::{Interval, MissedTickBehavior, interval, interval_at};
pub use sleep::{Sleep, sleep, sleep_until};
pub use timeout::{Elapsed, Timeout, timeout, timeout_at};

use std::time::Duration;

use crate::world::with;

/// Lets virtual time pass: timers that are due then can go on.
///
/// # Panics
///
/// Outside of an execution.
pub fn advance(by: Duration) {
    with(|world| world.advance(by)).expect(OUTSIDE);
}

const OUTSIDE: &str = "no execution is running on this thread, so nothing lets time pass; use the timer \
                       in the body of a test with #[lockstep::test], or one of a runtime of its own";
