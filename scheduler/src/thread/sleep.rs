use std::panic::Location;
use std::time::Duration;

use crate::world::{World, reach_until, with};
use crate::{Kind, ObjectId, Operation};

/// Waits for at least so long: in a controlled execution, for so much virtual time, which takes none.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::thread;
/// use lockstep_scheduler::time::{Duration, Instant};
///
/// let start = Instant::now();
/// thread::sleep(Duration::from_millis(2));
/// assert!(start.elapsed() >= Duration::from_millis(2));
/// ```
#[track_caller]
pub fn sleep(duration: Duration) {
    let Some(deadline) = with(|world| world.after(Some(duration))) else {
        return std::thread::sleep(duration);
    };
    let operation = Operation {
        object: ObjectId::NONE,
        kind: Kind::Sleep,
        location: Location::caller(),
    };
    // What would end after the end of time ends then.
    reach_until(operation, None, Some(deadline.unwrap_or(u64::MAX)));
    with(World::end_sleep);
}
