use std::fmt;
use std::panic::Location;

use crate::Kind;
use crate::gate::{Gate, GateId, Side};
use crate::object::{ObjectKind, Tag};
use crate::world::{World, perform};

/// [`std::sync::Once`], whose every use is a scheduling point in a controlled execution.
///
/// One that several executions use, such as a `static`, begins each of them as it was before any of
/// them used it.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::Once;
///
/// let once = Once::new();
/// let mut calls = 0;
/// once.call_once(|| calls += 1);
/// once.call_once(|| calls += 1);
/// assert_eq!((calls, once.is_completed()), (1, true));
/// ```
pub struct Once {
    tag: Tag,
    inner: std::sync::Once,
    begins: Beginning,
}

/// How one stands when an execution begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginning {
    AsOutside,
    Afresh,
}

/// What a closure given to [`Once::call_once_force`] learns.
pub struct OnceState {
    is_poisoned: bool,
}

impl OnceState {
    /// Returns true if an earlier closure has panicked.
    pub fn is_poisoned(&self) -> bool {
        self.is_poisoned
    }
}

/// How far it has come: what an object's value says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    New,
    Running,
    Poisoned,
    Done,
}

impl Stage {
    fn of(world: &mut World, object: u32) -> Self {
        let value = world.at(object).value;
        let all = [Self::New, Self::Running, Self::Poisoned, Self::Done];
        all.into_iter()
            .find(|stage| *stage as u64 == value)
            .expect("a once is in one of four stages")
    }
}

/// What becomes of one that is poisoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Poison {
    Refused,
    Ignored,
}

/// What one did that came to an initializer.
enum Entered {
    Done,
    Refused,
    MustRun(OnceState),
}

impl Once {
    /// Makes one that has not run yet.
    #[expect(clippy::new_without_default, reason = "std's has no default")]
    pub const fn new() -> Self {
        Self {
            tag: Tag::new(),
            inner: std::sync::Once::new(),
            begins: Beginning::AsOutside,
        }
    }

    /// Makes one that has not run yet in any execution, whatever was done outside of them.
    pub(super) const fn afresh() -> Self {
        Self {
            tag: Tag::new(),
            inner: std::sync::Once::new(),
            begins: Beginning::Afresh,
        }
    }

    /// Makes it one that is done, wherever it is looked at.
    pub(super) fn complete(&mut self) {
        self.inner.call_once(|| ());
    }

    /// Runs the closure if none was run yet, and waits while one runs.
    ///
    /// # Panics
    ///
    /// If an earlier closure has panicked.
    #[track_caller]
    pub fn call_once<F: FnOnce()>(&self, main: F) {
        let run = self.run(Poison::Refused, Location::caller(), |_| main());
        assert!(run.is_ok(), "Once instance has previously been poisoned");
    }

    /// As [`call_once`](Self::call_once), but runs the closure even if an earlier one has panicked.
    #[track_caller]
    pub fn call_once_force<F: FnOnce(&OnceState)>(&self, main: F) {
        // Poison is ignored: it runs, or has run.
        let _ = self.run(Poison::Ignored, Location::caller(), main);
    }

    /// Returns true if a closure has returned.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        let stage = self.perform(Kind::Load, None, Location::caller(), Stage::of);
        stage.map_or_else(|| self.inner.is_completed(), |stage| stage == Stage::Done)
    }

    /// Waits until a closure has returned.
    ///
    /// # Panics
    ///
    /// If a closure has panicked.
    #[track_caller]
    pub fn wait(&self) {
        let waited = self.wait_at(Poison::Refused, Location::caller());
        assert!(waited.is_ok(), "Once instance has previously been poisoned");
    }

    /// As [`wait`](Self::wait), but goes on waiting when a closure has panicked.
    #[track_caller]
    pub fn wait_force(&self) {
        let _ = self.wait_at(Poison::Ignored, Location::caller());
    }

    pub(super) fn wait_at(
        &self,
        poison: Poison,
        location: &'static Location<'static>,
    ) -> Result<(), Refused> {
        loop {
            match self.perform(Kind::Load, None, location, Stage::of) {
                Some(Stage::Done) => return Ok(()),
                Some(Stage::Poisoned) if poison == Poison::Refused => return Err(Refused),
                Some(_) => {}
                None if poison == Poison::Ignored => {
                    self.inner.wait_force();
                    return Ok(());
                }
                None => {
                    self.inner.wait();
                    return Ok(());
                }
            }
            let has_ended =
                self.perform(Kind::Wake, Some(Side::Back), location, |world, object| {
                    world.use_permit(back(object));
                    world.ended().is_some()
                });
            // After the end of the execution nothing is waited for any more.
            if has_ended == Some(true) {
                return Ok(());
            }
        }
    }

    /// Runs the closure if none was run yet; an error if it is poisoned and that is not ignored.
    pub(super) fn run(
        &self,
        poison: Poison,
        location: &'static Location<'static>,
        main: impl FnOnce(&OnceState),
    ) -> Result<(), Refused> {
        let enter = |world: &mut World, object| match Stage::of(world, object) {
            Stage::Done => Entered::Done,
            Stage::Poisoned if poison == Poison::Refused => Entered::Refused,
            stage => {
                world.at(object).value = Stage::Running as u64;
                world.hold(object);
                let is_poisoned = stage == Stage::Poisoned;
                Entered::MustRun(OnceState { is_poisoned })
            }
        };
        match self.perform(Kind::Once, Some(Side::Front), location, enter) {
            Some(Entered::Done) => Ok(()),
            Some(Entered::Refused) => Err(Refused),
            Some(Entered::MustRun(state)) => {
                let mut running = Running {
                    once: self,
                    location,
                    becomes: Stage::Poisoned,
                };
                main(&state);
                running.becomes = Stage::Done;
                Ok(())
            }
            None => {
                self.run_outside(poison, main);
                Ok(())
            }
        }
    }

    fn run_outside(&self, poison: Poison, main: impl FnOnce(&OnceState)) {
        if poison == Poison::Refused {
            let is_poisoned = false;
            return self.inner.call_once(|| main(&OnceState { is_poisoned }));
        }
        self.inner.call_once_force(|state| {
            let is_poisoned = state.is_poisoned();
            main(&OnceState { is_poisoned });
        });
    }

    fn perform<R>(
        &self,
        kind: Kind,
        side: Option<Side>,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut World, u32) -> R,
    ) -> Option<R> {
        let find = |world: &mut World| self.object(world, location);
        perform(find, kind, side, location, act)
    }

    fn object(&self, world: &mut World, location: &'static Location<'static>) -> u32 {
        let make = || {
            let is_done = self.begins == Beginning::AsOutside && self.inner.is_completed();
            let stage = if is_done { Stage::Done } else { Stage::New };
            (ObjectKind::Once, stage as u64, [Gate::OPEN, Gate::CLOSED])
        };
        world.object(&self.tag, make, location)
    }
}

/// It is poisoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// A closure that is being run.
struct Running<'a> {
    once: &'a Once,
    location: &'static Location<'static>,
    becomes: Stage,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let becomes = self.becomes;
        let end = |world: &mut World, object| {
            world.at(object).value = becomes as u64;
            world.let_go(object);
            world.permit_all(back(object));
        };
        self.once.perform(Kind::Complete, None, self.location, end);
    }
}

fn back(object: u32) -> GateId {
    let side = Side::Back;
    GateId { object, side }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

impl fmt::Debug for OnceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("OnceState");
        shown.field("poisoned", &self.is_poisoned).finish()
    }
}
