use std::time::Duration;

use super::StateMachine;
use super::machine::{Engine, Info};
use crate::{Server, TimerRef, cancel_timer};

/// The timers of a machine.
///
/// A timer that has fired may have left its event in the mailbox before it was stopped: that event is known by
/// its number, and is none any more.
#[derive(Default)]
pub(super) struct Timers {
    set: Vec<Timer>,
    /// How many were set.
    number: u64,
}

struct Timer {
    which: Which,
    number: u64,
    /// None if it fires as soon as what has come before is done.
    running: Option<TimerRef>,
}

/// Which timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    State,
    Event,
    Named(&'static str),
}

impl Timers {
    /// Sets a timer, instead of what it was set to; returns its event if that is due without delay.
    pub(super) fn set<M: StateMachine>(
        &mut self,
        server: Server<Engine<M>>,
        which: Which,
        after: Duration,
        event: M::Event,
    ) -> Option<(u64, M::Event)> {
        self.stop(which);
        self.number += 1;
        let number = self.number;
        let (running, due) = if after.is_zero() {
            (None, Some((number, event)))
        } else {
            let timer = server.info_after(after, Info::Timeout(number, event));
            (Some(timer), None)
        };
        self.set.push(Timer {
            which,
            number,
            running,
        });
        due
    }

    pub(super) fn stop(&mut self, which: Which) {
        let is_it = |timer: &Timer| timer.which == which;
        if let Some(place) = self.set.iter().position(is_it)
            && let Some(running) = self.set.remove(place).running
        {
            cancel_timer(running);
        }
    }

    /// Notes that one has fired; returns false if it was stopped before.
    pub(super) fn fire(&mut self, number: u64) -> bool {
        let is_it = |timer: &Timer| timer.number == number;
        let place = self.set.iter().position(is_it);
        place.map(|place| self.set.remove(place)).is_some()
    }
}
