use std::cell::Cell;

use lockstep_scheduler::{hint, thread};

/// How one waits in a loop: in an execution every turn lets others go first.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::utils::Backoff;
///
/// let backoff = Backoff::new();
/// while !backoff.is_completed() {
///     backoff.snooze();
/// }
/// backoff.reset();
/// assert!(!backoff.is_completed());
/// ```
#[derive(Debug, Default)]
pub struct Backoff {
    turns: Cell<u32>,
}

/// After how many turns one is to wait otherwise, as in crossbeam.
const TURNS_MAX: u32 = 10;

/// How many turns of spinning count.
const SPINS_MAX: u32 = 6;

impl Backoff {
    /// Makes one that has not waited yet.
    pub const fn new() -> Self {
        let turns = Cell::new(0);
        Self { turns }
    }

    /// Begins anew.
    pub fn reset(&self) {
        self.turns.set(0);
    }

    /// Waits a little before it tries again what another one has got ahead of it with.
    #[track_caller]
    pub fn spin(&self) {
        hint::spin_loop();
        if self.turns.get() <= SPINS_MAX {
            self.turns.set(self.turns.get() + 1);
        }
    }

    /// Waits a little for another one to get on.
    #[track_caller]
    pub fn snooze(&self) {
        thread::yield_now();
        if self.turns.get() <= TURNS_MAX {
            self.turns.set(self.turns.get() + 1);
        }
    }

    /// Returns true once it is better to block.
    pub fn is_completed(&self) -> bool {
        self.turns.get() > TURNS_MAX
    }
}
