use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Sleep, sleep_until};
use crate::time::Instant;

/// Something that comes again and again; [`interval`] makes it.
#[derive(Debug)]
pub struct Interval {
    sleep: Sleep,
    period: Duration,
    missed: MissedTickBehavior,
}

/// When the next tick comes after one that came too late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTickBehavior {
    /// At once, until those that were missed have come.
    #[default]
    Burst,
    /// A period after the one that came late.
    Delay,
    /// When one would have come anyway; those that were missed are left out.
    Skip,
}

/// Makes one that comes now, and after each period.
///
/// # Panics
///
/// If the period is 0.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

/// Makes one that comes at a time, and after each period.
///
/// # Panics
///
/// If the period is 0.
#[track_caller]
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    assert!(!period.is_zero(), "`period` must be non-zero.");
    Interval {
        sleep: sleep_until(start),
        period,
        missed: MissedTickBehavior::default(),
    }
}

impl Interval {
    /// Waits for the next tick, and returns when it was due. A future that is dropped has taken none.
    pub fn tick(&mut self) -> impl Future<Output = Instant> {
        poll_fn(|context| self.poll_tick(context))
    }

    /// Polls for the next tick.
    pub fn poll_tick(&mut self, context: &mut Context<'_>) -> Poll<Instant> {
        if Pin::new(&mut self.sleep).poll(context).is_pending() {
            return Poll::Pending;
        }
        let (due, now) = (self.sleep.deadline(), Instant::now());
        let next = self.after(due, now);
        self.sleep.reset_to(next);
        Poll::Ready(due)
    }

    /// Returns when the next tick comes after one.
    fn after(&self, due: Instant, now: Instant) -> Instant {
        let late = now.saturating_duration_since(due);
        match self.missed {
            _ if late.is_zero() => due + self.period,
            MissedTickBehavior::Burst => due + self.period,
            MissedTickBehavior::Delay => now + self.period,
            MissedTickBehavior::Skip => {
                let over = late.as_nanos() % self.period.as_nanos();
                let over = u64::try_from(over).unwrap_or(u64::MAX);
                now + self.period - Duration::from_nanos(over)
            }
        }
    }

    /// Lets the next tick come a period from now.
    pub fn reset(&mut self) {
        self.reset_at(Instant::now() + self.period);
    }

    /// Lets the next tick come at once.
    pub fn reset_immediately(&mut self) {
        self.reset_at(Instant::now());
    }

    /// Lets the next tick come after so long.
    pub fn reset_after(&mut self, after: Duration) {
        self.reset_at(Instant::now() + after);
    }

    /// Lets the next tick come at a time.
    pub fn reset_at(&mut self, deadline: Instant) {
        self.sleep.reset_to(deadline);
    }

    /// Returns the period.
    pub fn period(&self) -> Duration {
        self.period
    }

    /// Returns when the next tick comes after one that came too late.
    pub fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.missed
    }

    /// Sets when the next tick comes after one that came too late.
    pub fn set_missed_tick_behavior(&mut self, behavior: MissedTickBehavior) {
        self.missed = behavior;
    }
}
