//! [`std::hint`], where to spin is to let others go first in a controlled execution.

pub use std::hint::black_box;

use crate::thread::yield_now;
use crate::world::is_controlled;

/// Says that it is about to look again at something that another thread has to change.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::Arc;
/// use lockstep_scheduler::sync::atomic::{AtomicBool, Ordering};
/// use lockstep_scheduler::{hint, thread};
///
/// let flag = Arc::new(AtomicBool::new(false));
/// let set = Arc::clone(&flag);
/// let setter = thread::spawn(move || set.store(true, Ordering::Release));
/// while !flag.load(Ordering::Acquire) {
///     hint::spin_loop();
/// }
/// setter.join().unwrap();
/// ```
#[track_caller]
#[inline]
pub fn spin_loop() {
    if is_controlled() {
        yield_now();
    } else {
        std::hint::spin_loop();
    }
}
