//! [`tokio::time`](https://docs.rs/tokio/latest/tokio/time/), on virtual time.
//!
//! It is as if time were always paused: it moves when no task can go on, to the first timer. With
//! `early_timers` those may also fire although others could go on.

use std::future::poll_fn;
use std::task::Poll;

pub use lockstep_scheduler::future::time::{
    Interval, MissedTickBehavior, Sleep, Timeout, interval, interval_at, sleep, sleep_until,
    timeout, timeout_at,
};
pub use lockstep_scheduler::time::{Duration, Instant};

/// What can go wrong.
pub mod error {
    pub use lockstep_scheduler::future::time::Elapsed;
}

/// Does nothing: time is always paused.
pub fn pause() {}

/// Does nothing: time is always paused, and moves by itself.
pub fn resume() {}

/// Lets so much time pass, and others go first.
///
/// # Panics
///
/// Outside of an execution.
pub async fn advance(duration: Duration) {
    lockstep_scheduler::future::time::advance(duration);
    let mut has_waited = false;
    // Not `yield_now`: if nobody else can go on, that lets some time pass.
    poll_fn(|context| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
