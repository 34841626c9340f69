//! How messages go from hand to hand where a channel holds none.
//!
//! Whoever comes first leaves a ticket and waits at a door; whoever comes second does all the rest. Only who
//! has chosen among several operations to send has its message later: until then it is promised.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Door, Use};

use super::core::Channel;
use super::selection::{Choice, Selection};
use super::state::{Missed, State};

/// Somebody who waits with a message.
pub(super) struct Offer<T> {
    pub(super) ticket: u64,
    pub(super) door: Door,
    pub(super) with: With<T>,
}

/// What one who sends waits with.
pub(super) enum With<T> {
    Message(T),
    /// With several operations, of which this is one.
    Choice(Choice),
}

/// Somebody who waits for a message.
pub(super) struct Taker {
    pub(super) ticket: u64,
    pub(super) door: Door,
    /// One of several operations that are waited for.
    pub(super) choice: Option<Choice>,
}

/// What was taken of one who waits.
pub(super) enum Taken<T> {
    Message(T),
    /// It will be handed over to who has the ticket, by one who has chosen to send it.
    Promise(u64),
}

/// The right to wait.
#[derive(Clone)]
struct Place {
    ticket: u64,
    door: Door,
}

impl<T> Offer<T> {
    /// Returns true if it can still be taken, by one who is not this.
    pub(super) fn is_open_to(&self, this: Option<&Arc<Selection>>) -> bool {
        match &self.with {
            With::Message(_) => true,
            With::Choice(choice) => choice.is_open_to(this),
        }
    }
}

impl Taker {
    /// Returns true if something can still be handed over to it, by one who is not this.
    pub(super) fn is_open_to(&self, this: Option<&Arc<Selection>>) -> bool {
        let choice = self.choice.as_ref();
        choice.is_none_or(|choice| choice.is_open_to(this))
    }
}

impl<T> State<T> {
    /// Takes the message of the first who waits with one, or a promise of it.
    pub(super) fn take_offer(used: &mut Use<'_, Self>) -> Result<Taken<T>, Missed> {
        while !used.offers.is_empty() {
            let offer = used.offers.pop_front().expect("there is one");
            match offer.with {
                With::Message(message) => {
                    used.open(offer.door);
                    return Ok(Taken::Message(message));
                }
                With::Choice(choice) => {
                    used.tickets += 1;
                    let ticket = used.tickets;
                    if choice.take(ticket) {
                        used.promised.push((ticket, None));
                        used.open(offer.door);
                        return Ok(Taken::Promise(ticket));
                    }
                }
            }
        }
        Err(used.without_message())
    }

    /// Hands a message to the first who waits for one.
    pub(super) fn hand_over(used: &mut Use<'_, Self>, message: T) -> Result<(), (T, Missed)> {
        match Self::find_taker(used) {
            Ok(taker) => {
                used.handed.push((taker.ticket, message));
                used.open(taker.door);
                Ok(())
            }
            Err(missed) => Err((message, missed)),
        }
    }

    /// Returns the first who waits for a message, and does not any more.
    pub(super) fn find_taker(used: &mut Use<'_, Self>) -> Result<Taker, Missed> {
        while !used.takers.is_empty() {
            let taker = used.takers.pop_front().expect("there is one");
            let choice = taker.choice.as_ref();
            if choice.is_none_or(|choice| choice.take(taker.ticket)) {
                return Ok(taker);
            }
        }
        Err(used.without_receiver())
    }

    /// Keeps a promise.
    pub(super) fn keep(used: &mut Use<'_, Self>, ticket: u64, message: T) {
        used.handed.push((ticket, message));
        let place = used.promised.iter().position(|(of, _)| *of == ticket);
        if let Some(door) = place.and_then(|place| used.promised.swap_remove(place).1) {
            used.open(door);
        }
    }

    fn place(&mut self) -> Place {
        self.tickets += 1;
        Place {
            ticket: self.tickets,
            door: Door::new(),
        }
    }

    /// Takes back the message of one who has waited, unless somebody has it.
    fn take_back(used: &mut Use<'_, Self>, ticket: u64) -> Option<T> {
        let waits = |offer: &Offer<T>| offer.ticket == ticket;
        let place = used.offers.iter().position(waits)?;
        used.offers
            .remove(place)
            .and_then(|offer| match offer.with {
                With::Message(message) => Some(message),
                With::Choice(_) => None,
            })
    }

    /// Takes what was handed to one who has waited; who got nothing does not wait any more, unless it
    /// is promised.
    pub(super) fn collect(used: &mut Use<'_, Self>, ticket: u64) -> Result<Taken<T>, Missed> {
        if let Some(message) = Self::take_handed(used, ticket) {
            return Ok(Taken::Message(message));
        }
        if used.promised.iter().any(|(of, _)| *of == ticket) {
            return Ok(Taken::Promise(ticket));
        }
        used.takers.retain(|taker| taker.ticket != ticket);
        Err(used.without_message())
    }

    fn take_handed(used: &mut Use<'_, Self>, ticket: u64) -> Option<T> {
        let place = used.handed.iter().position(|(of, _)| *of == ticket)?;
        Some(used.handed.swap_remove(place).1)
    }
}

impl<T> Channel<T> {
    pub(super) fn meet_to_send(
        &self,
        message: T,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Result<(), (T, Missed)> {
        let begun = self.gated.perform(Kind::Send, location, |used| {
            match State::hand_over(used, message) {
                Err((message, Missed::NotYet)) => {
                    let place = used.place();
                    let Place { ticket, door } = place.clone();
                    used.offers.push_back(Offer {
                        ticket,
                        door,
                        with: With::Message(message),
                    });
                    State::wake_watchers(used);
                    Ok(Some(place))
                }
                done => done.map(|()| None),
            }
        })?;
        let Some(Place { ticket, door }) = begun else {
            return Ok(());
        };
        self.gated
            .perform_behind(Kind::Sent, &door, within, location, |used| {
                let left = State::take_back(used, ticket);
                left.map_or(Ok(()), |message| Err((message, used.without_receiver())))
            })
    }

    pub(super) fn meet_to_receive(
        &self,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Result<T, Missed> {
        let begun =
            self.gated.perform(Kind::Receive, location, |used| {
                match State::take_offer(used) {
                    Err(Missed::NotYet) => {
                        let place = used.place();
                        let Place { ticket, door } = place.clone();
                        used.takers.push_back(Taker {
                            ticket,
                            door,
                            choice: None,
                        });
                        State::wake_watchers(used);
                        Ok(Err(place))
                    }
                    Err(Missed::Never) => Err(Missed::Never),
                    Ok(taken) => Ok(Ok(taken)),
                }
            })?;
        let taken = match begun {
            Ok(taken) => taken,
            Err(Place { ticket, door }) => {
                let collect = |used: &mut Use<'_, State<T>>| State::collect(used, ticket);
                (self.gated).perform_behind(Kind::Received, &door, within, location, collect)?
            }
        };
        self.wait_for(taken, location)
    }

    /// Waits for what is promised: the one who has chosen to send it does so.
    pub(super) fn wait_for(
        &self,
        mut taken: Taken<T>,
        location: &'static Location<'static>,
    ) -> Result<T, Missed> {
        loop {
            let ticket = match taken {
                Taken::Message(message) => return Ok(message),
                Taken::Promise(ticket) => ticket,
            };
            let door = Door::new();
            let is_handed = self.gated.amend(location, |used| {
                let place = used.promised.iter().position(|(of, _)| *of == ticket);
                if let Some(place) = place {
                    used.promised[place].1 = Some(door.clone());
                }
                place.is_none()
            });
            let collect = |used: &mut Use<'_, State<T>>| State::collect(used, ticket);
            taken = if is_handed {
                self.gated.amend(location, collect)?
            } else {
                (self.gated).perform_behind(Kind::Received, &door, None, location, collect)?
            };
        }
    }
}
