use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Gated, Gates, Use};
use crate::Kind;
use crate::gate::{Gate, GateId, Side};
use crate::object::{ObjectKind, Tag};
use crate::world::{World, perform, perform_within, with};

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
    tag: Tag,
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
            tag: Tag::new(),
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
        self.perform(Kind::Wait, location, |_, _| ());
        lock.amend(location, let_go);
        let find = |world: &mut World| self.object(world, location);
        let wake = |world: &mut World, object| {
            if world.timed_out() {
                return Rung::TooLate;
            }
            world.use_permit(gate(object));
            Rung::InTime
        };
        let woken = perform_within(find, Kind::Wake, Side::Front, within, location, wake);
        woken.unwrap_or(Rung::InTime)
    }

    /// Wakes one of those who wait; returns true if there was one.
    pub fn ring_one(&self, location: &'static Location<'static>) -> bool {
        let ring = |world: &mut World, object| world.permit_one(gate(object));
        let woken = self.perform(Kind::NotifyOne, location, ring);
        woken.unwrap_or_else(|| {
            let first = self.line().waiting.pop_front();
            self.rung.notify_all();
            first.is_some()
        })
    }

    /// Wakes all who wait, and returns how many that were.
    pub fn ring_all(&self, location: &'static Location<'static>) -> usize {
        let ring = |world: &mut World, object| world.permit_all(gate(object));
        let woken = self.perform(Kind::NotifyAll, location, ring);
        woken.unwrap_or_else(|| {
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

    fn perform<R>(
        &self,
        kind: Kind,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut World, u32) -> R,
    ) -> Option<R> {
        let find = |world: &mut World| self.object(world, location);
        perform(find, kind, None, location, act)
    }

    fn object(&self, world: &mut World, location: &'static Location<'static>) -> u32 {
        let make = || (ObjectKind::Condvar, 0, [Gate::CLOSED, Gate::CLOSED]);
        world.object(&self.tag, make, location)
    }
}

fn gate(object: u32) -> GateId {
    let side = Side::Front;
    GateId { object, side }
}

impl fmt::Debug for Bell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bell").finish_non_exhaustive()
    }
}
