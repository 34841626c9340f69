use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Gated, Gates, Use};
use crate::signal::Signal;
use crate::world::with;

/// What a condition variable is made of: tasks wait at it for somebody to ring.
///
/// Who is woken by [`ring_one`](Self::ring_one) is the strategy's choice among those who wait at that
/// time; outside of executions it is the first who came.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::gated::Bell;
/// use std::panic::Location;
///
/// let bell = Bell::new();
/// assert!(!bell.ring_one(Location::caller()), "nobody waits");
/// ```
#[derive(Default)]
pub struct Bell {
    signal: Signal,
    outside: Mutex<Line>,
    rung: Condvar,
}

/// Who waits outside of executions, first come, first.
#[derive(Debug, Default)]
struct Line {
    tickets: u64,
    waiting: VecDeque<u64>,
}

/// Why one goes on who has waited at a [`Bell`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// Somebody rang.
    InTime,
    /// The time was over before that.
    TooLate,
}

impl Bell {
    /// Makes one at which nobody waits.
    pub const fn new() -> Self {
        let line = Line {
            tickets: 0,
            waiting: VecDeque::new(),
        };
        Self {
            signal: Signal::new(),
            outside: Mutex::new(line),
            rung: Condvar::new(),
        }
    }

    /// Lets a lock go and waits, in one step, until somebody rings, but no longer than that, if it says how
    /// long. It does not acquire the lock again.
    pub fn wait<S: Gates>(
        &self,
        lock: &Gated<S>,
        let_go: impl FnOnce(&mut Use<'_, S>),
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Rung {
        let is_inside = with(|world| lock.name(world)).is_some();
        if !is_inside {
            return self.wait_outside(|| lock.amend(location, let_go), within);
        }
        self.signal.leave(location, |_| ());
        lock.amend(location, let_go);
        match self.signal.wake(within, location) {
            Some(true) => Rung::TooLate,
            _ => Rung::InTime,
        }
    }

    /// Wakes one of those who wait; returns true if there was one.
    pub fn ring_one(&self, location: &'static Location<'static>) -> bool {
        self.signal.notify_one(location).unwrap_or_else(|| {
            let first = self.line().waiting.pop_front();
            self.rung.notify_all();
            first.is_some()
        })
    }

    /// Wakes all who wait, and returns how many that were.
    pub fn ring_all(&self, location: &'static Location<'static>) -> usize {
        self.signal.notify_all(location).unwrap_or_else(|| {
            let all = std::mem::take(&mut self.line().waiting);
            self.rung.notify_all();
            all.len()
        })
    }

    fn wait_outside(&self, let_go: impl FnOnce(), within: Option<Duration>) -> Rung {
        let deadline = within.and_then(|within| Instant::now().checked_add(within));
        let mut line = self.line();
        let ticket = line.tickets;
        line.tickets += 1;
        line.waiting.push_back(ticket);
        // Whoever rings once the lock is free waits for the line.
        let_go();
        while line.waiting.contains(&ticket) {
            let Some(deadline) = deadline else {
                let waited = self.rung.wait(line);
                line = waited.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                line.waiting.retain(|waiting| *waiting != ticket);
                return Rung::TooLate;
            }
            let waited = self.rung.wait_timeout(line, left);
            line = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Rung::InTime
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.outside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Bell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bell").finish_non_exhaustive()
    }
}
