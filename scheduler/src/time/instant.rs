use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::Duration;

use super::elapsed;

/// [`std::time::Instant`], a point of virtual time in a controlled execution.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::time::{Duration, Instant};
///
/// let start = Instant::now();
/// let later = start + Duration::from_secs(60);
/// assert_eq!(later - start, Duration::from_secs(60));
/// assert!(later > start);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Inner);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Inner {
    Real(std::time::Instant),
    /// Since `BEFORE` the start of the execution.
    Virtual(Duration),
}

/// How long the clock has run when an execution starts, so that a program can look back: a year.
const BEFORE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl Instant {
    /// What is as good as never: thirty years, as tokio's.
    pub(crate) const FAR: Duration = Duration::from_secs(86_400 * 365 * 30);

    /// Returns how many nanoseconds it is after the start of the execution; nothing if it is of real
    /// time.
    pub(crate) fn since_start(&self) -> Option<u64> {
        let Inner::Virtual(this) = self.0 else {
            return None;
        };
        let after = this.saturating_sub(BEFORE).as_nanos();
        Some(u64::try_from(after).unwrap_or(u64::MAX))
    }

    /// Returns the time. It is no scheduling point.
    #[must_use]
    pub fn now() -> Self {
        let outside = || Inner::Real(std::time::Instant::now());
        Self(elapsed().map_or_else(outside, |elapsed| Inner::Virtual(BEFORE + elapsed)))
    }

    /// Returns how long this is after `earlier`; 0 if it is not.
    ///
    /// # Panics
    ///
    /// If one of them is of virtual time and the other is not.
    #[must_use]
    pub fn duration_since(&self, earlier: Self) -> Duration {
        self.saturating_duration_since(earlier)
    }

    /// Returns how long this is after `earlier`; nothing if it is not.
    ///
    /// # Panics
    ///
    /// If one of them is of virtual time and the other is not.
    #[must_use]
    pub fn checked_duration_since(&self, earlier: Self) -> Option<Duration> {
        match (self.0, earlier.0) {
            (Inner::Real(this), Inner::Real(earlier)) => this.checked_duration_since(earlier),
            (Inner::Virtual(this), Inner::Virtual(earlier)) => this.checked_sub(earlier),
            _ => panic!(
                "an instant of virtual time is compared with one of real time, which was taken \
                 outside of the execution"
            ),
        }
    }

    /// Returns how long this is after `earlier`; 0 if it is not.
    ///
    /// # Panics
    ///
    /// If one of them is of virtual time and the other is not.
    #[must_use]
    pub fn saturating_duration_since(&self, earlier: Self) -> Duration {
        self.checked_duration_since(earlier).unwrap_or_default()
    }

    /// Returns how long ago this was; 0 if it was not yet.
    ///
    /// # Panics
    ///
    /// If it is of virtual time and no execution is running, or the other way round.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Self::now().duration_since(*self)
    }

    /// Returns the time so much later, if it can be told.
    #[must_use]
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        let sum = match self.0 {
            Inner::Real(this) => Inner::Real(this.checked_add(duration)?),
            Inner::Virtual(this) => Inner::Virtual(this.checked_add(duration)?),
        };
        Some(Self(sum))
    }

    /// Returns the time so much earlier, if it can be told.
    #[must_use]
    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        let difference = match self.0 {
            Inner::Real(this) => Inner::Real(this.checked_sub(duration)?),
            Inner::Virtual(this) => Inner::Virtual(this.checked_sub(duration)?),
        };
        Some(Self(difference))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let sum = self.checked_add(duration);
        sum.expect("overflow when adding duration to instant")
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        let difference = self.checked_sub(duration);
        difference.expect("overflow when subtracting duration from instant")
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Inner::Real(this) => this.fmt(f),
            Inner::Virtual(this) => f.debug_tuple("Instant").field(&this).finish(),
        }
    }
}
