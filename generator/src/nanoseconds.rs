use std::time::Duration;

/// Returns a duration in nanoseconds; 2⁶⁴ − 1 for all that are as long or longer, some 584 years.
pub(crate) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
