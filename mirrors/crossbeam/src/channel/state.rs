use std::collections::VecDeque;

use std::sync::Arc;

use lockstep_scheduler::gated::{Door, Gates, Side, Use};

use super::meeting::{Offer, Taker};
use super::selection::Selection;

/// What is in a channel, and who waits where it holds no messages.
pub(super) struct State<T> {
    /// How many messages it holds at most, if there is a bound.
    pub(super) capacity: Option<usize>,
    pub(super) messages: VecDeque<T>,
    pub(super) senders: usize,
    pub(super) receivers: usize,
    pub(super) tickets: u64,
    /// Those who wait with a message, first come, first. Empty where the channel holds messages.
    pub(super) offers: VecDeque<Offer<T>>,
    /// Those who wait for one.
    // invariant: nobody waits for one while somebody waits with one
    pub(super) takers: VecDeque<Taker>,
    /// Messages for those who waited, or have chosen to receive, by their tickets.
    pub(super) handed: Vec<(u64, T)>,
    /// The tickets of those to whom a message is promised, by one who has chosen to send, and where they
    /// wait for it.
    pub(super) promised: Vec<(u64, Option<Door>)>,
    /// For how many messages there is room that is kept for those who have chosen to send.
    pub(super) reserved: usize,
    /// Who chooses among several channels, and looks again when something is possible here.
    pub(super) watchers: Vec<Watcher>,
}

/// Somebody who waits until something is possible.
pub(super) struct Watcher {
    pub(super) side: Side,
    pub(super) selection: Arc<Selection>,
}

/// Why there was no message, or no room for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    /// There may be one later.
    NotYet,
    /// There is nobody on the other side any more.
    Never,
}

impl<T> Gates for State<T> {
    /// Who receives stands before the front gate, who sends before the back one. Where the channel holds
    /// no messages each waits at a door of its own.
    fn is_open(&self, side: Side) -> bool {
        match side {
            Side::Front => self.is_disconnected_or(self.senders, !self.messages.is_empty()),
            Side::Back => self.is_disconnected_or(self.receivers, self.has_room()),
            Side::Left | Side::Right => false,
        }
    }
}

impl<T> State<T> {
    pub(super) fn new(capacity: Option<usize>) -> Self {
        Self {
            capacity,
            messages: VecDeque::new(),
            senders: 1,
            receivers: 1,
            tickets: 0,
            offers: VecDeque::new(),
            takers: VecDeque::new(),
            handed: Vec::new(),
            promised: Vec::new(),
            reserved: 0,
            watchers: Vec::new(),
        }
    }

    fn is_disconnected_or(&self, others: usize, is_possible: bool) -> bool {
        others == 0 || is_possible || self.is_meeting()
    }

    /// Returns true if it holds no messages: one is handed over where both sides meet.
    pub(super) fn is_meeting(&self) -> bool {
        self.capacity == Some(0)
    }

    pub(super) fn has_room(&self) -> bool {
        self.capacity
            .is_none_or(|capacity| self.messages.len() + self.reserved < capacity)
    }

    pub(super) fn without_message(&self) -> Missed {
        match self.senders {
            0 => Missed::Never,
            _ => Missed::NotYet,
        }
    }

    pub(super) fn without_receiver(&self) -> Missed {
        match self.receivers {
            0 => Missed::Never,
            _ => Missed::NotYet,
        }
    }

    /// Returns true if somebody who sends or receives would not wait. Nobody meets itself.
    pub(super) fn is_possible(&self, side: Side, this: Option<&Arc<Selection>>) -> bool {
        if !self.is_meeting() {
            return self.is_open(side);
        }
        if side == Side::Front {
            self.senders == 0 || self.offers.iter().any(|offer| offer.is_open_to(this))
        } else {
            self.receivers == 0 || self.takers.iter().any(|taker| taker.is_open_to(this))
        }
    }

    /// Lets those look again for whom something is possible now.
    pub(super) fn wake_watchers(used: &mut Use<'_, Self>) {
        if used.watchers.is_empty() {
            return;
        }
        let sides = [Side::Front, Side::Back].map(|side| (side, used.is_possible(side, None)));
        for (side, _) in sides.into_iter().filter(|(_, is_possible)| *is_possible) {
            let watchers = used.watchers.iter();
            let woken = watchers.filter(|watcher| watcher.side == side);
            for door in woken.map(|it| it.selection.door()).collect::<Vec<_>>() {
                used.open(door);
            }
        }
    }

    /// Returns the doors of all who wait for the other side, of which nobody is left.
    pub(super) fn doors(&self) -> Vec<Door> {
        let offers = self.offers.iter().map(|offer| offer.door.clone());
        let takers = self.takers.iter().map(|taker| taker.door.clone());
        offers.chain(takers).collect()
    }
}
