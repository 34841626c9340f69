use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::{Duration, SystemTimeError};

use super::elapsed;

/// [`std::time::SystemTime`], virtual in a controlled execution, where each begins with the year 2000
/// (UTC).
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::time::{SystemTime, UNIX_EPOCH};
///
/// let now = SystemTime::now();
/// assert!(now.duration_since(UNIX_EPOCH).unwrap().as_secs() >= 946_684_800);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemTime(std::time::SystemTime);

/// [`std::time::UNIX_EPOCH`]: the start of the year 1970, UTC.
pub const UNIX_EPOCH: SystemTime = SystemTime::UNIX_EPOCH;

/// From 1970 to the year 2000.
const START: Duration = Duration::from_secs(946_684_800);

impl SystemTime {
    /// The start of the year 1970, UTC.
    pub const UNIX_EPOCH: Self = Self(std::time::UNIX_EPOCH);

    /// Returns the time. It is no scheduling point.
    #[must_use]
    pub fn now() -> Self {
        let inside = |elapsed| std::time::UNIX_EPOCH + START + elapsed;
        Self(elapsed().map_or_else(std::time::SystemTime::now, inside))
    }

    /// Returns how long this is after `earlier`.
    ///
    /// # Errors
    ///
    /// If it is before `earlier`; the error says how long.
    pub fn duration_since(&self, earlier: Self) -> Result<Duration, SystemTimeError> {
        self.0.duration_since(earlier.0)
    }

    /// Returns how long ago this was.
    ///
    /// # Errors
    ///
    /// If it was not yet; the error says how long it is until then.
    pub fn elapsed(&self) -> Result<Duration, SystemTimeError> {
        Self::now().duration_since(*self)
    }

    /// Returns the time so much later, if it can be told.
    #[must_use]
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        self.0.checked_add(duration).map(Self)
    }

    /// Returns the time so much earlier, if it can be told.
    #[must_use]
    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        self.0.checked_sub(duration).map(Self)
    }
}

impl Add<Duration> for SystemTime {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
}

impl AddAssign<Duration> for SystemTime {
    fn add_assign(&mut self, duration: Duration) {
        self.0 += duration;
    }
}

impl Sub<Duration> for SystemTime {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0 - duration)
    }
}

impl SubAssign<Duration> for SystemTime {
    fn sub_assign(&mut self, duration: Duration) {
        self.0 -= duration;
    }
}

impl From<SystemTime> for std::time::SystemTime {
    fn from(time: SystemTime) -> Self {
        time.0
    }
}

impl From<std::time::SystemTime> for SystemTime {
    fn from(time: std::time::SystemTime) -> Self {
        Self(time)
    }
}

impl fmt::Debug for SystemTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
