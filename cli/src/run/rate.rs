use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// How many operations begin in a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate(f64);

/// Text that is no rate.
#[derive(Debug, Error)]
#[error(
    "`{0}` is no rate; expected operations a second, such as 500 or 0.5, above 0 and up to 1000000000"
)]
pub(crate) struct NoRate(String);

/// One operation a nanosecond.
const MOST: f64 = 1e9;

impl Rate {
    /// Returns the operations a second.
    pub(super) fn per_second(self) -> f64 {
        self.0
    }

    /// Returns the time from one operation to the next, on average.
    pub(super) fn period(self) -> Duration {
        Duration::try_from_secs_f64(1.0 / self.0).unwrap_or(Duration::MAX)
    }
}

impl FromStr for Rate {
    type Err = NoRate;

    fn from_str(text: &str) -> Result<Self, NoRate> {
        match text.parse() {
            Ok(rate) if rate > 0.0 && rate <= MOST => Ok(Rate(rate)),
            _ => Err(NoRate(text.to_owned())),
        }
    }
}
