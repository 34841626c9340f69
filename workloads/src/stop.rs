use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Ends a run early and in good order: operations that are open end, faults are healed, and only the last
/// operations of the workload begin.
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
    urgency: AtomicU8,
    sleepers: Mutex<Vec<Weak<dyn Wake>>>,
}

/// Nobody asked for an end; the main operations are to end; nothing is to begin any more.
const GOES_ON: u8 = 0;
const ENDS: u8 = 1;
const ENDS_AT_ONCE: u8 = 2;

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
        self.ask(ENDS);
    }

    /// Asks that nothing begins any more, not even the last operations.
    pub fn stop_at_once(&self) {
        self.ask(ENDS_AT_ONCE);
    }

    fn ask(&self, urgency: u8) {
        self.0.urgency.fetch_max(urgency, Ordering::AcqRel);
        let sleepers = self.0.sleepers.lock();
        let sleepers = sleepers.unwrap_or_else(PoisonError::into_inner).clone();
        for sleeper in sleepers.iter().filter_map(Weak::upgrade) {
            sleeper.wake();
        }
    }

    /// Returns true once an end was asked for.
    pub fn is_stopped(&self) -> bool {
        self.0.urgency.load(Ordering::Acquire) != GOES_ON
    }

    /// Returns true once it was asked that nothing begins any more.
    pub(crate) fn is_at_once(&self) -> bool {
        self.0.urgency.load(Ordering::Acquire) == ENDS_AT_ONCE
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
