use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::strategy::Profile;

/// The profiles of those executions that others are estimated by.
///
/// Every fiftieth one is. An execution goes by the last of them that is [`LAG`] older than it is, or by
/// the first of all: which one that is hangs on its number alone, and not on what other threads have
/// done so far.
#[derive(Debug, Default)]
pub(crate) struct Estimates {
    known: Mutex<Known>,
    changed: Condvar,
}

#[derive(Debug)]
struct Known {
    estimates: BTreeMap<u64, Estimate>,
    /// From which number on those that are missing will never be known.
    closed_from: u64,
}

/// A profile, until all executions have begun that go by it.
#[derive(Debug)]
struct Estimate {
    profile: Arc<Profile>,
    awaited: u64,
}

/// The estimate that a thread goes by, so that it need not ask for it before each execution.
#[derive(Debug, Default)]
pub(crate) struct Held {
    estimate: Option<(u64, Arc<Profile>)>,
    /// How many executions went by it that the others were not told of.
    uses: u64,
}

/// How much older an estimate is at least than what goes by it.
///
/// Nobody has to wait for it then, unless as many threads search, or it takes as long as so many.
const LAG: u64 = 25;

impl Estimates {
    /// How many executions there are from one estimate to the next.
    pub(crate) const EVERY: u64 = 50;

    /// Returns true if others are estimated by the execution.
    pub(crate) fn wants(iteration: u64) -> bool {
        iteration.is_multiple_of(Self::EVERY)
    }

    pub(crate) fn set(&self, iteration: u64, profile: Profile) {
        let estimate = Estimate {
            profile: Arc::new(profile),
            awaited: match iteration {
                0 => Self::EVERY + LAG - 1,
                _ => Self::EVERY,
            },
        };
        self.lock().estimates.insert(iteration, estimate);
        self.changed.notify_all();
    }

    /// Says that executions from a number on are not run any more.
    pub(crate) fn close(&self, from: u64) {
        let mut known = self.lock();
        known.closed_from = known.closed_from.min(from);
        self.changed.notify_all();
    }

    /// Returns what an execution goes by: nothing for the first one.
    ///
    /// It waits for a thread that has not come to the end of the execution to go by.
    ///
    /// # Errors
    ///
    /// If that will not be known.
    pub(crate) fn of<'a>(
        &self,
        iteration: u64,
        held: &'a mut Held,
    ) -> Result<Option<&'a Profile>, Closed> {
        let Some(number) = estimated_by(iteration) else {
            return Ok(None);
        };
        let is_held = held
            .estimate
            .as_ref()
            .is_some_and(|(held, _)| *held == number);
        if !is_held {
            self.exchange(number, held)?;
        }
        held.uses += 1;
        Ok(held.estimate.as_ref().map(|(_, profile)| &**profile))
    }

    fn exchange(&self, number: u64, held: &mut Held) -> Result<(), Closed> {
        let mut known = self.lock();
        if let Some((before, _)) = held.estimate.take() {
            known.used(before, held.uses);
        }
        held.uses = 0;
        loop {
            if let Some(estimate) = known.estimates.get(&number) {
                held.estimate = Some((number, Arc::clone(&estimate.profile)));
                return Ok(());
            }
            if number >= known.closed_from {
                return Err(Closed);
            }
            let waited = self.changed.wait(known);
            known = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// No more estimates will be known.
#[derive(Debug)]
pub(crate) struct Closed;

impl Default for Known {
    fn default() -> Self {
        Self {
            estimates: BTreeMap::new(),
            closed_from: u64::MAX,
        }
    }
}

impl Known {
    /// Forgets an estimate once nobody will ask for it any more.
    fn used(&mut self, number: u64, uses: u64) {
        if let Some(estimate) = self.estimates.get_mut(&number) {
            estimate.awaited -= uses;
            if estimate.awaited == 0 {
                self.estimates.remove(&number);
            }
        }
    }
}

/// Returns the number of the execution that another one is estimated by.
fn estimated_by(iteration: u64) -> Option<u64> {
    let last = iteration.checked_sub(1)?;
    Some(last.saturating_sub(LAG - 1) / Estimates::EVERY * Estimates::EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_estimate_is_asked_for_as_often_as_it_is_awaited() {
        let estimates = Estimates::default();
        let mut held = Held::default();
        for iteration in 0..1_000 {
            let profile = estimates.of(iteration, &mut held).unwrap();
            // Which execution it is of stands in the number of its choices.
            let number = profile.map(|profile| profile.choices);
            assert_eq!(number.is_none(), iteration == 0);
            assert!(number.is_none_or(|number| number == 0 || number + LAG <= iteration));
            if Estimates::wants(iteration) {
                let profile = Profile::new(Vec::new(), Vec::new(), Vec::new(), iteration);
                estimates.set(iteration, profile);
            }
            assert!(estimates.lock().estimates.len() <= 3, "they are forgotten");
        }
    }

    #[test]
    fn who_waits_is_told_that_nothing_will_come() {
        let estimates = Arc::new(Estimates::default());
        let other = Arc::clone(&estimates);
        let waits = std::thread::spawn(move || other.of(1, &mut Held::default()).is_err());
        estimates.close(0);
        assert!(waits.join().unwrap());
    }
}
