use std::time::Duration;

use lockstep_scheduler::thread;

use crate::system::{place, system};

/// Returns how much virtual time has passed since the execution began, by the clock of the caller's node.
///
/// It is no scheduling point.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_otp as otp;
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(1).run(|| {
///     otp::sleep(Duration::from_secs(60));
///     assert_eq!(otp::now(), Duration::from_secs(60));
/// });
/// ```
pub fn now() -> Duration {
    let system = system();
    let node = system.node(system.current().node);
    node.clock(place().time)
}

/// Lets so much virtual time pass for the process that calls it.
#[track_caller]
pub fn sleep(duration: Duration) {
    thread::sleep(duration);
}
