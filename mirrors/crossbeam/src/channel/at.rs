use std::panic::Location;

use lockstep_scheduler::gated::{Gated, Gates, Side, Use};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Kind, ObjectKind};

use super::state::Missed;

/// A channel that gets messages from the time.
pub(super) struct Timer {
    period: Option<Duration>,
    pub(super) gated: Gated<Next>,
}

/// When there is the next message, if there is ever.
pub(super) struct Next(Option<Instant>);

impl Gates for Next {
    /// Nobody opens it: who waits goes on at the deadline.
    fn is_open(&self, _: Side) -> bool {
        false
    }
}

impl Timer {
    pub(super) fn once(when: Option<Instant>) -> Self {
        Self {
            period: None,
            gated: Gated::new(ObjectKind::Channel, Next(when)),
        }
    }

    pub(super) fn every(period: Duration) -> Self {
        let first = Instant::now().checked_add(period);
        Self {
            period: Some(period),
            gated: Gated::new(ObjectKind::Channel, Next(first)),
        }
    }

    pub(super) fn try_receive(
        &self,
        location: &'static Location<'static>,
    ) -> Result<Instant, Missed> {
        self.gated
            .perform(Kind::TryReceive, location, |next| {
                next.is_due().then(|| next.take(self.period))
            })
            .flatten()
            .ok_or(Missed::NotYet)
    }

    /// Waits for the next message, but not after a deadline.
    pub(super) fn receive(
        &self,
        deadline: Option<Instant>,
        location: &'static Location<'static>,
    ) -> Result<Instant, Missed> {
        loop {
            let now = Instant::now();
            let next = self.next();
            let until = next.into_iter().chain(deadline).min();
            let within = until.map(|until| until.saturating_duration_since(now));
            let taken =
                self.gated
                    .perform_within(Kind::Receive, Side::Front, within, location, |next| {
                        next.is_due().then(|| next.take(self.period))
                    });
            if let Some(message) = taken.flatten() {
                return Ok(message);
            }
            let is_over = deadline.is_some_and(|deadline| deadline <= Instant::now());
            // After the end of an execution nothing is waited for any more.
            if is_over || within.is_none() {
                return Err(Missed::NotYet);
            }
        }
    }

    pub(super) fn len(&self, location: &'static Location<'static>) -> usize {
        let look = |next: &mut Use<'_, Next>| next.is_due();
        usize::from(self.gated.perform(Kind::Look, location, look))
    }

    pub(super) fn is_due(&self) -> bool {
        self.gated.amend(Location::caller(), |next| next.is_due())
    }

    /// Takes the message, if it is time, without a step.
    pub(super) fn take_due(&self) -> Option<Instant> {
        self.gated.amend(Location::caller(), |next| {
            let is_due = next.is_due();
            if is_due { next.take(self.period) } else { None }
        })
    }

    /// Returns when there is the next message, without a step: who waits for it looks again.
    pub(super) fn next(&self) -> Option<Instant> {
        self.gated.amend(Location::caller(), |next| next.0)
    }
}

impl Next {
    fn is_due(&self) -> bool {
        self.0.is_some_and(|next| next <= Instant::now())
    }

    /// Takes the message. The next of several comes a period after it was taken, if it was taken late.
    fn take(&mut self, period: Option<Duration>) -> Option<Instant> {
        let now = Instant::now();
        let due = self.0.take()?;
        self.0 = period.and_then(|period| due.max(now).checked_add(period));
        Some(due)
    }
}
