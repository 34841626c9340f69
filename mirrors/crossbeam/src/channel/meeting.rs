//! How messages go from hand to hand where a channel holds none.
//!
//! Whoever comes first leaves a ticket and waits at a door; whoever comes second does all the rest.

use std::panic::Location;
use std::time::Duration;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::{Door, Use};

use super::core::Channel;
use super::state::{Missed, State};

/// Somebody who waits with a message.
pub(super) struct Offer<T> {
    pub(super) ticket: u64,
    pub(super) door: Door,
    pub(super) message: T,
}

/// Somebody who waits for a message.
pub(super) struct Taker {
    pub(super) ticket: u64,
    pub(super) door: Door,
}

/// The right to wait.
struct Place {
    ticket: u64,
    door: Door,
}

impl<T> State<T> {
    /// Takes the message of the first who waits with one.
    pub(super) fn take_offer(used: &mut Use<'_, Self>) -> Result<T, Missed> {
        if used.offers.is_empty() {
            return Err(used.without_message());
        }
        let offer = used.offers.pop_front().expect("there is one");
        used.open(offer.door);
        Ok(offer.message)
    }

    /// Hands a message to the first who waits for one.
    pub(super) fn hand_over(used: &mut Use<'_, Self>, message: T) -> Result<(), (T, Missed)> {
        if used.takers.is_empty() {
            return Err((message, used.without_receiver()));
        }
        let taker = used.takers.pop_front().expect("there is one");
        used.handed.push((taker.ticket, message));
        used.open(taker.door);
        Ok(())
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
        used.offers.remove(place).map(|offer| offer.message)
    }

    /// Takes what was handed to one who has waited; who got nothing does not wait any more.
    fn collect(used: &mut Use<'_, Self>, ticket: u64) -> Result<T, Missed> {
        let place = used.handed.iter().position(|(of, _)| *of == ticket);
        if let Some(place) = place {
            return Ok(used.handed.swap_remove(place).1);
        }
        used.takers.retain(|taker| taker.ticket != ticket);
        Err(used.without_message())
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
                    let Place { ticket, door } = used.place();
                    let place = Place {
                        ticket,
                        door: door.clone(),
                    };
                    used.offers.push_back(Offer {
                        ticket,
                        door,
                        message,
                    });
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
                        let Place { ticket, door } = used.place();
                        let place = Place {
                            ticket,
                            door: door.clone(),
                        };
                        used.takers.push_back(Taker { ticket, door });
                        Ok(Err(place))
                    }
                    Err(Missed::Never) => Err(Missed::Never),
                    Ok(message) => Ok(Ok(message)),
                }
            })?;
        let Place { ticket, door } = match begun {
            Ok(message) => return Ok(message),
            Err(place) => place,
        };
        self.gated
            .perform_behind(Kind::Received, &door, within, location, |used| {
                State::collect(used, ticket)
            })
    }
}
