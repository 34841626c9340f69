use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::gated::{Gated, Side, Use};
use lockstep_scheduler::{Kind, ObjectKind};

use super::meeting::Taken;
use super::state::{Missed, State};

/// What the ends of a channel share.
pub(super) struct Channel<T> {
    /// Where it was made. Its ends are dropped there, too, since drops have no place of their own.
    pub(super) location: &'static Location<'static>,
    pub(super) gated: Gated<State<T>>,
    capacity: Option<usize>,
}

impl<T> Channel<T> {
    pub(super) fn new(capacity: Option<usize>, location: &'static Location<'static>) -> Self {
        let gated = Gated::new(ObjectKind::Channel, State::new(capacity));
        Self {
            location,
            gated,
            capacity,
        }
    }

    pub(super) fn capacity(&self) -> Option<usize> {
        self.capacity
    }

    // ---- sending ----

    pub(super) fn send(
        &self,
        message: T,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Result<(), (T, Missed)> {
        if self.capacity == Some(0) {
            return self.meet_to_send(message, within, location);
        }
        let put = |used: &mut Use<'_, State<T>>| put(used, message);
        self.gated
            .perform_within(Kind::Send, Side::Back, within, location, put)
    }

    pub(super) fn try_send(
        &self,
        message: T,
        location: &'static Location<'static>,
    ) -> Result<(), (T, Missed)> {
        self.gated.perform(Kind::TrySend, location, |used| {
            if used.is_meeting() {
                State::hand_over(used, message)
            } else {
                put(used, message)
            }
        })
    }

    // ---- receiving ----

    pub(super) fn receive(
        &self,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Result<T, Missed> {
        if self.capacity == Some(0) {
            return self.meet_to_receive(within, location);
        }
        self.gated
            .perform_within(Kind::Receive, Side::Front, within, location, take)
    }

    pub(super) fn try_receive(&self, location: &'static Location<'static>) -> Result<T, Missed> {
        let taken = self.gated.perform(Kind::TryReceive, location, |used| {
            if used.is_meeting() {
                State::take_offer(used)
            } else {
                take(used).map(Taken::Message)
            }
        })?;
        self.wait_for(taken, location)
    }

    // ---- looking ----

    pub(super) fn len(&self, location: &'static Location<'static>) -> usize {
        let look = |used: &mut Use<'_, State<T>>| used.messages.len();
        self.gated.perform(Kind::Look, location, look)
    }

    // ---- ends ----

    /// Nobody can tell when there came to be one more end: the one that is cloned is there all the time.
    pub(super) fn add_sender(&self) {
        self.gated.amend(self.location, |used| used.senders += 1);
    }

    pub(super) fn add_receiver(&self) {
        self.gated.amend(self.location, |used| used.receivers += 1);
    }

    pub(super) fn drop_sender(&self) {
        self.gated.perform(Kind::Close, self.location, |used| {
            used.senders -= 1;
            if used.senders == 0 {
                open_all(used);
            }
        });
    }

    pub(super) fn drop_receiver(&self) {
        let unread = self.gated.perform(Kind::Close, self.location, |used| {
            used.receivers -= 1;
            if used.receivers > 0 {
                return None;
            }
            open_all(used);
            Some(std::mem::take(&mut used.messages))
        });
        // They may have destructors that use the execution, or the channel.
        drop(unread);
    }
}

pub(super) fn put<T>(used: &mut Use<'_, State<T>>, message: T) -> Result<(), (T, Missed)> {
    if used.receivers == 0 || !used.has_room() {
        return Err((message, used.without_receiver()));
    }
    used.messages.push_back(message);
    State::wake_watchers(used);
    Ok(())
}

pub(super) fn take<T>(used: &mut Use<'_, State<T>>) -> Result<T, Missed> {
    if used.messages.is_empty() {
        return Err(used.without_message());
    }
    let first = used.messages.pop_front();
    State::wake_watchers(used);
    first.ok_or(Missed::NotYet)
}

/// Lets all go on who wait for the other side, of which nobody is left.
fn open_all<T>(used: &mut Use<'_, State<T>>) {
    for door in used.doors() {
        used.open(door);
    }
    State::wake_watchers(used);
}
