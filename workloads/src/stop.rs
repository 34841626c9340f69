use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Ends a run early and in good order: operations that are open end, and no others begin.
///
/// # Examples
///
/// ```
/// use lockstep_workloads::Stop;
///
/// let stop = Stop::new();
/// let other = stop.clone(); // for whoever hears that it is enough
/// other.stop();
/// assert!(stop.is_stopped());
/// ```
#[derive(Clone, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Default)]
struct Shared {
    stopped: AtomicBool,
    sleepers: Mutex<Vec<Weak<dyn Wake>>>,
}

/// Somebody who may be asleep when a run is stopped.
pub(crate) trait Wake: Send + Sync {
    fn wake(&self);
}

impl Stop {
    /// Makes a stop that nobody has asked for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for the end of every run that has this stop, now or later.
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::Release);
        let sleepers = self.0.sleepers.lock();
        let sleepers = sleepers.unwrap_or_else(PoisonError::into_inner).clone();
        for sleeper in sleepers.iter().filter_map(Weak::upgrade) {
            sleeper.wake();
        }
    }

    /// Returns true once it was asked for.
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::Acquire)
    }

    /// Has this one woken when it is asked for.
    pub(crate) fn wakes(&self, sleeper: Weak<dyn Wake>) {
        let mut sleepers = self
            .0
            .sleepers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        sleepers.retain(|sleeper| sleeper.strong_count() > 0);
        sleepers.push(sleeper);
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stop").field(&self.is_stopped()).finish()
    }
}
