use std::time::Duration;

use lockstep_scheduler::time::Instant;

/// Returns how long it is until then.
pub(crate) fn until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}
