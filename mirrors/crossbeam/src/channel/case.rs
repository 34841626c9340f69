//! What one can choose among: to send into a channel, or to receive from one.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Door, Gated, Gates, Side, Use};
use lockstep_scheduler::time::Instant;

use super::core::{Channel, take};
use super::meeting::{Offer, Taken, Taker, With};
use super::selection::{Choice, Selection};
use super::state::{Missed, State, Watcher};

/// An operation of a choice. None of its methods but [`reach`](Self::reach) is a step.
pub(super) trait Case {
    /// Comes to the choice, at a door if there is one.
    fn reach(
        &self,
        door: Option<&Door>,
        within: Option<Duration>,
        location: &'static Location<'static>,
    );

    /// Begins it, if it is possible.
    fn begin(&self) -> Option<Token>;

    fn is_possible(&self) -> bool;

    /// Waits for it, unless it is possible; returns true if it is not.
    fn wait(&self, choice: &Choice, purpose: Purpose) -> bool;

    /// Waits no more.
    fn leave(&self, selection: &Arc<Selection>);

    /// Returns when it is possible whatever others do, if there is such a time.
    fn due(&self) -> Option<Instant> {
        None
    }

    /// Returns what tells its channel and what is done there from all others.
    fn address(&self) -> *const ();
}

/// What one waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To do one of the operations.
    Doing,
    /// To learn that one of them is possible.
    Looking,
}

/// By what an operation that has begun is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A message is handed over with this ticket.
    Ticket(u64),
    /// There is room for a message.
    Room,
    /// A message of the time.
    Time(Instant),
    /// There is nobody on the other side any more.
    Disconnected,
}

/// Comes to a choice by one of its operations: at once, or once somebody has opened a door.
pub(super) fn reach_choice<S: Gates>(
    gated: &Gated<S>,
    door: Option<&Door>,
    within: Option<Duration>,
    location: &'static Location<'static>,
) {
    match door {
        None => gated.perform(Kind::Select, location, |_| ()),
        Some(door) => gated.perform_behind(Kind::Select, door, within, location, |_| ()),
    }
}

impl<T> Channel<T> {
    pub(super) fn begin_receiving(&self) -> Option<Token> {
        self.gated.amend(self.location, |used| {
            let taken = if used.is_meeting() {
                State::take_offer(used)
            } else {
                take(used).map(Taken::Message)
            };
            match taken {
                Ok(Taken::Promise(ticket)) => Some(Token::Ticket(ticket)),
                Ok(Taken::Message(message)) => {
                    used.tickets += 1;
                    let ticket = used.tickets;
                    used.handed.push((ticket, message));
                    Some(Token::Ticket(ticket))
                }
                Err(Missed::Never) => Some(Token::Disconnected),
                Err(Missed::NotYet) => None,
            }
        })
    }

    pub(super) fn begin_sending(&self) -> Option<Token> {
        self.gated.amend(self.location, |used| {
            if used.receivers == 0 {
                return Some(Token::Disconnected);
            }
            if used.is_meeting() {
                let taker = State::find_taker(used).ok()?;
                let mut door = Some(taker.door);
                // Who waits for several has to learn which it is; any other goes on waiting where it is.
                if let Some(door) = taker.choice.and_then(|_| door.take()) {
                    used.open(door);
                }
                used.promised.push((taker.ticket, door));
                return Some(Token::Ticket(taker.ticket));
            }
            if !used.has_room() {
                return None;
            }
            used.reserved += 1;
            Some(Token::Room)
        })
    }

    pub(super) fn is_possible(&self, side: Side) -> bool {
        (self.gated).amend(self.location, |used| used.is_possible(side, None))
    }

    pub(super) fn wait_to(&self, side: Side, choice: &Choice, purpose: Purpose) -> bool {
        self.gated.amend(self.location, |used| {
            let selection = Arc::clone(&choice.selection);
            if used.is_possible(side, Some(&selection)) {
                return false;
            }
            if purpose == Purpose::Looking || !used.is_meeting() {
                used.watchers.push(Watcher { side, selection });
                return true;
            }
            used.tickets += 1;
            let (ticket, door) = (used.tickets, selection.door());
            let choice = choice.clone();
            if side == Side::Front {
                let choice = Some(choice);
                used.takers.push_back(Taker {
                    ticket,
                    door,
                    choice,
                });
            } else {
                let with = With::Choice(choice);
                used.offers.push_back(Offer { ticket, door, with });
            }
            State::wake_watchers(used);
            true
        })
    }

    pub(super) fn leave_choice(&self, selection: &Arc<Selection>) {
        let is_of = |choice: &Choice| Arc::ptr_eq(&choice.selection, selection);
        self.gated.amend(self.location, |used| {
            used.watchers
                .retain(|watcher| !Arc::ptr_eq(&watcher.selection, selection));
            used.takers
                .retain(|taker| !taker.choice.as_ref().is_some_and(is_of));
            used.offers
                .retain(|offer| !matches!(&offer.with, With::Choice(choice) if is_of(choice)));
        });
    }

    pub(super) fn complete_sending(&self, token: Token, message: T) -> Result<(), T> {
        self.gated.amend(self.location, |used| match token {
            Token::Ticket(ticket) => {
                State::keep(used, ticket, message);
                Ok(())
            }
            Token::Room => {
                used.reserved -= 1;
                if used.receivers == 0 {
                    return Err(message);
                }
                used.messages.push_back(message);
                State::wake_watchers(used);
                Ok(())
            }
            Token::Disconnected | Token::Time(_) => Err(message),
        })
    }

    pub(super) fn complete_receiving(
        &self,
        token: Token,
        location: &'static Location<'static>,
    ) -> Result<T, Missed> {
        match token {
            Token::Ticket(ticket) => {
                let collect = |used: &mut Use<'_, State<T>>| State::collect(used, ticket);
                let begun = self.gated.amend(location, collect)?;
                self.wait_for(begun, location)
            }
            Token::Room | Token::Disconnected | Token::Time(_) => Err(Missed::Never),
        }
    }
}
