use std::task::Waker;

use crate::future::Waiter;

/// Those who wait until something changes, and are all woken then.
#[derive(Debug, Default)]
pub(super) struct Line(Vec<(u64, Waiter)>);

impl Line {
    /// Waits with a ticket, in the place of who has waited with it before.
    pub(super) fn join(&mut self, ticket: u64, waker: &Waker) {
        let waiter = Waiter::new(waker);
        match self.0.iter_mut().find(|(held, _)| *held == ticket) {
            Some((_, held)) => *held = waiter,
            None => self.0.push((ticket, waiter)),
        }
    }

    pub(super) fn leave(&mut self, ticket: u64) {
        self.0.retain(|(held, _)| *held != ticket);
    }

    /// Takes all out, to be woken.
    #[must_use]
    pub(super) fn take(&mut self) -> Vec<Waiter> {
        let all = std::mem::take(&mut self.0);
        all.into_iter().map(|(_, waiter)| waiter).collect()
    }

    /// Takes all out if that is so, and nobody else.
    #[must_use]
    pub(super) fn take_if(&mut self, is_so: bool) -> Vec<Waiter> {
        if is_so { self.take() } else { Vec::new() }
    }
}

pub(super) fn wake_all(waiters: impl IntoIterator<Item = Waiter>) {
    waiters.into_iter().for_each(Waiter::wake);
}
