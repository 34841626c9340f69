//! What mirrors of other crates are made of: states that tasks share, and who waits for them.
//!
//! A mirror keeps what it is in a [`Gated`] state, and says in [`Gates`] who can go on in which state. Each
//! operation is a scheduling point in an execution; outside of one, threads wait for each other as ever.
//!
//! | type | is for |
//! |---|---|
//! | [`Gated`] | a lock, a channel, a cell: anything whose state says who can go on |
//! | [`Bell`] | a condition variable |
//! | [`Door`] | one who waits for somebody to hand something over |
//! | [`Lock`] | what a lock guards, reached by keys, by reference or by `Arc` |
//! | [`Reentrant`] | what a lock guards that its holder may acquire again |

mod bell;
mod door;

use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use crate::gate::Side;
pub use crate::raw::{
    Alone, Among, Exclusive, Inside, Lock, OneByOne, Reentrant, Shared, SideBySide,
};
pub use bell::{Bell, Rung};
pub use door::Door;

use crate::gate::{Gate, GateId};
use crate::object::{Known, ObjectKind, Tag};
use crate::task::NOBODY;
use crate::world::{World, is_controlled, reach_before, reach_what, with};
use crate::{Kind, ObjectId, Operation};

/// Returns true on the thread of an execution.
pub fn is_in_execution() -> bool {
    is_controlled()
}

/// What a state says of those who wait for it.
pub trait Gates {
    /// Returns true if those can go on who stand before a gate; by default nobody has to wait.
    ///
    /// It is called after every operation that changes the state.
    fn is_open(&self, side: Side) -> bool {
        let _ = side;
        true
    }

    /// Returns how many hold it, if it is a lock: a report of a deadlock names one of them.
    fn holders(&self) -> usize {
        0
    }
}

/// A state that tasks share, whose every use is a scheduling point in a controlled execution.
///
/// As a mutex it belongs to the execution that first uses it: one that is used by several is refused.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::gated::{Gated, Gates, Side};
/// use lockstep_scheduler::sync::Arc;
/// use lockstep_scheduler::{Kind, ObjectKind, Runner, thread};
/// use std::panic::Location;
///
/// /// A latch: who waits goes on once it was released.
/// struct Latch(bool);
///
/// impl Gates for Latch {
///     fn is_open(&self, _: Side) -> bool {
///         self.0
///     }
/// }
///
/// let body = || {
///     let latch = Arc::new(Gated::new(ObjectKind::Semaphore, Latch(false)));
///     let other = Arc::clone(&latch);
///     let here = Location::caller();
///     let task = thread::spawn(move || other.perform(Kind::Release, here, |latch| latch.0 = true));
///     assert!(latch.perform_at(Kind::Acquire, Side::Front, here, |latch| latch.0));
///     task.join().unwrap();
/// };
/// assert!(Runner::new().iterations(50).search(body).is_ok());
/// ```
#[derive(Debug)]
pub struct Gated<S> {
    tag: Tag,
    kind: ObjectKind,
    changed: Condvar,
    state: Mutex<S>,
}

/// The state during an operation.
///
/// To change it is to be seen: who waits for it, and a search for a proof, look at it again.
#[derive(Debug)]
pub struct Use<'a, S> {
    state: &'a mut S,
    is_changed: bool,
    opened: Vec<Door>,
}

impl<S> Use<'_, S> {
    /// Lets go on who waits at a door, once the operation is done.
    pub fn open(&mut self, door: Door) {
        self.opened.push(door);
    }
}

impl<S> Deref for Use<'_, S> {
    type Target = S;

    fn deref(&self) -> &S {
        self.state
    }
}

impl<S> DerefMut for Use<'_, S> {
    fn deref_mut(&mut self) -> &mut S {
        self.is_changed = true;
        self.state
    }
}

impl<S> Gated<S> {
    /// Makes one of a kind, which reports name it by.
    pub const fn new(kind: ObjectKind, state: S) -> Self {
        Self {
            tag: Tag::new(),
            kind,
            changed: Condvar::new(),
            state: Mutex::new(state),
        }
    }

    /// Returns the state.
    pub fn into_inner(self) -> S {
        let state = self.state.into_inner();
        state.unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the state, which nobody else uses.
    pub fn get_mut(&mut self) -> &mut S {
        let state = self.state.get_mut();
        state.unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Gates> Gated<S> {
    /// Does an operation that is always possible.
    ///
    /// What `act` does must not use an execution: a value that it takes out is dropped after it.
    #[inline]
    pub fn perform<R>(
        &self,
        kind: Kind,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, S>) -> R,
    ) -> R {
        self.reach(kind, None, None, location);
        self.act(self.state(), location, act)
    }

    /// Comes to an operation that is always possible and leaves the state alone.
    #[inline]
    pub fn come_to(&self, kind: Kind, location: &'static Location<'static>) {
        self.reach(kind, None, None, location);
    }

    /// Waits until a gate is open, and does an operation.
    ///
    /// After the end of an execution nothing is waited for any more, so that `act` may find it closed.
    #[inline]
    pub fn perform_at<R>(
        &self,
        kind: Kind,
        side: Side,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, S>) -> R,
    ) -> R {
        self.perform_within(kind, side, None, location, act)
    }

    /// As [`perform_at`](Self::perform_at), but waits no longer than that, if it says how long: then `act`
    /// may find the gate closed.
    pub fn perform_within<R>(
        &self,
        kind: Kind,
        side: Side,
        within: Option<Duration>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, S>) -> R,
    ) -> R {
        let is_inside = self.reach(kind, Some(side), within, location);
        let state = if is_inside {
            self.state()
        } else {
            self.wait_outside(side, within)
        };
        self.act(state, location, act)
    }

    /// Waits until somebody has opened a door, but no longer than that, if it says how long; and does an
    /// operation, whether or not it was opened.
    ///
    /// Of the kind, a search for a proof has to know that it is let through: [`Kind::Sent`],
    /// [`Kind::Received`] or [`Kind::Wake`].
    pub fn perform_behind<R>(
        &self,
        kind: Kind,
        door: &Door,
        within: Option<Duration>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, S>) -> R,
    ) -> R {
        let reached = with(|world| {
            (
                self.operation_in(world, kind, location),
                world.after(within),
            )
        });
        match reached {
            Some((operation, deadline)) => reach_before(operation, door.gate(), deadline),
            None => door.wait(within),
        }
        self.act(self.state(), location, act)
    }

    /// Returns the operation that a task comes to which is about to do something to it.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    pub fn operation(&self, kind: Kind, location: &'static Location<'static>) -> Operation {
        let operation = with(|world| self.operation_in(world, kind, location));
        operation.expect("operations are scheduled in executions")
    }

    /// Does an operation without a scheduling point, as a part of another one.
    pub fn amend<R>(
        &self,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, S>) -> R,
    ) -> R {
        self.act(self.state(), location, act)
    }

    /// Comes to an operation, and returns true in an execution, once the task was chosen.
    #[inline]
    fn reach(
        &self,
        kind: Kind,
        side: Option<Side>,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> bool {
        let about = |world: &mut World| {
            let operation = self.operation_in(world, kind, location);
            (operation, world.after(within))
        };
        reach_what(about, side)
    }

    fn operation_in(
        &self,
        world: &mut World,
        kind: Kind,
        location: &'static Location<'static>,
    ) -> Operation {
        Operation {
            object: ObjectId(self.object(world, location, || self.state())),
            kind,
            location,
        }
    }

    /// Returns its number, once its gates are as its state says, which is asked for only if it is new here.
    #[inline]
    fn object<'s, T: Deref<Target = S> + 's>(
        &'s self,
        world: &mut World,
        location: &'static Location<'static>,
        state: impl FnOnce() -> T,
    ) -> u32 {
        match self.tag.get(world.epoch) {
            Known::Here(object) => object,
            _ => self.make_known(world, location, &*state()),
        }
    }

    #[cold]
    fn make_known(
        &self,
        world: &mut World,
        location: &'static Location<'static>,
        state: &S,
    ) -> u32 {
        let make = || (self.kind, 0, [Gate::CLOSED, Gate::CLOSED]);
        let object = world.object(&self.tag, make, location);
        set_gates(world, object, state);
        object
    }

    fn act<R>(
        &self,
        mut state: MutexGuard<'_, S>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, S>) -> R,
    ) -> R {
        let holders = state.holders();
        let mut used = Use {
            state: &mut *state,
            is_changed: false,
            opened: Vec::new(),
        };
        let done = act(&mut used);
        let Use {
            is_changed, opened, ..
        } = used;
        if !is_changed && opened.is_empty() {
            return done;
        }
        let settled = with(|world| {
            if is_changed {
                let object = self.object(world, location, || &*state);
                world.at(object).value += 1;
                set_gates(world, object, &*state);
                set_holder(world, object, holders, state.holders());
            }
            for door in &opened {
                world.open(door.gate());
            }
        });
        drop(state);
        if settled.is_none() {
            opened.iter().for_each(Door::open_outside);
            if is_changed {
                self.changed.notify_all();
            }
        }
        done
    }

    fn wait_outside(&self, side: Side, within: Option<Duration>) -> MutexGuard<'_, S> {
        let deadline = within.and_then(|within| Instant::now().checked_add(within));
        let mut state = self.state();
        while !state.is_open(side) {
            state = match deadline {
                None => {
                    let waited = self.changed.wait(state);
                    waited.unwrap_or_else(PoisonError::into_inner)
                }
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return state;
                    }
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        state
    }

    /// Says that the next operation of the running task is done to this, too.
    fn name(&self, world: &mut World) {
        if let Known::Here(object) = self.tag.get(world.epoch) {
            world.is_also_done_to(object);
        }
    }
}

fn set_gates(world: &mut World, object: u32, state: &impl Gates) {
    for side in Side::ALL {
        let gate = GateId { object, side };
        match (state.is_open(side), world.is_open(gate)) {
            (true, false) => world.open(gate),
            (false, true) => world.close(gate),
            (true, true) | (false, false) => {}
        }
    }
}

/// Of several that hold it the last to come stands for all in a report.
fn set_holder(world: &mut World, object: u32, before: usize, now: usize) {
    let current = world.current().number();
    let holder = &mut world.at(object).holder;
    if now > before {
        *holder = current;
    } else if now == 0 || (now < before && *holder == current) {
        *holder = NOBODY;
    }
}
