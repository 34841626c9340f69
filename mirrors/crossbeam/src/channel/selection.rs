use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lockstep_scheduler::gated::Door;

/// One who waits for one of several operations.
pub(super) struct Selection {
    door: Door,
    state: Mutex<State>,
}

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// Somebody has met it for one of the operations, and has given it a ticket.
    Taken(usize, u64),
    Closed,
}

/// One of the operations.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) selection: Arc<Selection>,
    pub(super) index: usize,
}

impl Choice {
    /// Returns true if it can still be taken, by one who is not this.
    pub(super) fn is_open_to(&self, this: Option<&Arc<Selection>>) -> bool {
        let is_this = this.is_some_and(|this| Arc::ptr_eq(this, &self.selection));
        !is_this && *self.selection.state() == State::Open
    }

    /// Takes it for this operation, unless it is taken already.
    pub(super) fn take(&self, ticket: u64) -> bool {
        let mut state = self.selection.state();
        let is_open = *state == State::Open;
        if is_open {
            *state = State::Taken(self.index, ticket);
        }
        is_open
    }
}

impl Selection {
    /// Makes that of whoever calls it.
    pub(super) fn new() -> Self {
        Self {
            door: Door::new(),
            state: Mutex::new(State::Open),
        }
    }

    pub(super) fn door(&self) -> Door {
        self.door.clone()
    }

    /// Closes it, and returns for which operation it was taken, and with what ticket.
    pub(super) fn close(&self) -> Option<(usize, u64)> {
        match std::mem::replace(&mut *self.state(), State::Closed) {
            State::Taken(index, ticket) => Some((index, ticket)),
            State::Open | State::Closed => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
