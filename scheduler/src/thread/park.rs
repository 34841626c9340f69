use std::panic::Location;
use std::time::Duration;

use crate::Kind;
use crate::gate::{GateId, Side};
use crate::world::{World, is_controlled, perform_within};

/// Waits until somebody has called [`Thread::unpark`](super::Thread::unpark) since this last returned.
///
/// In a controlled execution it never returns for another reason.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::thread;
///
/// let waits = thread::spawn(thread::park);
/// waits.thread().unpark();
/// waits.join().unwrap();
/// ```
#[track_caller]
pub fn park() {
    if is_controlled() {
        park_within(None, Location::caller());
    } else {
        std::thread::park();
    }
}

/// As [`park`], but no longer than `timeout`.
#[track_caller]
pub fn park_timeout(timeout: Duration) {
    if is_controlled() {
        park_within(Some(timeout), Location::caller());
    } else {
        std::thread::park_timeout(timeout);
    }
}

/// The back gate of a task is open while there is a token for it.
fn park_within(timeout: Option<Duration>, location: &'static Location<'static>) {
    let side = Side::Back;
    let find = |world: &mut World| world.task(world.current()).object;
    let take = |world: &mut World, object| world.close(GateId { object, side });
    perform_within(find, Kind::Park, side, timeout, location, take);
}
