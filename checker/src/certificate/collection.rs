use lockstep_models::{Datum, View};

use super::evidence::Evidence;
use super::visits::{Moment, Visit, Visits};
use crate::clash::{Clash, Reason};

/// Returns true if operations on a collection contradict each other as the clash says, whatever comes
/// out of it first; or, where greater values come out first, as a clash about these says.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    let visits = Visits::collect(evidence);
    let pool = Pool { evidence, visits };
    match (clash.reason, clash.operations.as_slice()) {
        (Reason::Unproduced, &[seer]) => pool.cannot_be_there(&[seer]),
        (Reason::Early, &[seer, put]) => {
            evidence.precedes(seer, put) && pool.cannot_be_there(&[seer])
        }
        (Reason::Gone, &[seer, take]) => {
            evidence.precedes(take, seer) && pool.cannot_be_there(&[seer])
        }
        (Reason::TakenTwice, takes) => {
            takes.iter().all(|&take| pool.visits.is_take(take)) && pool.cannot_be_there(takes)
        }
        (Reason::NeverEmpty, &[seer, after, before, ref periods @ ..]) => {
            let time = (pool.visits.invoked(seer), pool.visits.returned(seer));
            matches!(evidence.view(seer), View::FindsNothing)
                && seer == after
                && seer == before
                && pool.is_covered(time, seer, periods, |_| true)
        }
        (Reason::Outranked, &[seer, after, before, ref periods @ ..]) => {
            pool.is_outranked(seer, after, before, periods)
        }
        _ => false,
    }
}

struct Pool<'e, 'a> {
    evidence: &'e Evidence<'a>,
    visits: Visits<'e, 'a>,
}

impl<'a> Pool<'_, 'a> {
    /// Returns true if too few values like those that some operations saw can have been put in, less those
    /// that were taken out before.
    fn cannot_be_there(&self, seers: &[u32]) -> bool {
        let visits = &self.visits;
        let Some(value) = seers.first().and_then(|&seer| visits.value(seer)) else {
            return false;
        };
        let is_seer = |&&it: &&u32| {
            !visits.is_put(it)
                && self.evidence.returned(it).is_some()
                && visits.value(it) == Some(value)
        };
        let returned = seers.iter().map(|&it| visits.returned(it)).max();
        let invoked = seers.iter().map(|&it| visits.invoked(it)).min();
        let all = visits.operations(value).iter();
        let puts = all
            .clone()
            .filter(|&&it| visits.is_put(it) && Some(visits.invoked(it)) < returned);
        let takes = all.filter(|&&it| visits.is_take(it) && Some(visits.returned(it)) < invoked);
        let mut distinct = seers.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        seers.iter().filter(is_seer).count() == distinct.len()
            && visits.copies(value) + puts.count() < takes.count() + distinct.len()
    }

    fn is_outranked(&self, seer: u32, after: u32, before: u32, periods: &[u32]) -> bool {
        let visits = &self.visits;
        let Some((visit, value)) = self.visit(seer).zip(visits.value(seer)) else {
            return false;
        };
        if visits.is_put(seer)
            || ![after, before]
                .iter()
                .all(|it| visit.operations.contains(it))
        {
            return false;
        }
        let greatest_time = visits.see_time(&visit, seer);
        let time = (visits.invoked(after), visits.returned(before));
        greatest_time == Some(time)
            && self.is_covered(time, seer, periods, |other| visits.is_greater(other, value))
    }

    /// Returns the visit that an operation is about.
    fn visit(&self, operation: u32) -> Option<Visit> {
        let visits = self.visits.of(self.visits.value(operation)?)?;
        visits
            .into_iter()
            .find(|visit| visit.operations.contains(&operation))
    }

    /// Returns true if at each moment in a time a value was there of those that are meant, as pairs of
    /// operations say one after the other.
    fn is_covered(
        &self,
        (from, to): (Moment, Moment),
        seer: u32,
        periods: &[u32],
        is_meant: impl Fn(&dyn Datum) -> bool,
    ) -> bool {
        let mut covered = from;
        for period in periods.chunks(2) {
            let &[first, last] = period else { return false };
            match self.period(seer, first, last, &is_meant) {
                Some((begin, end)) if begin <= covered => covered = covered.max(end),
                _ => return false,
            }
        }
        covered >= to
    }

    /// Returns from when on and until when a pair of operations proves that a value was there.
    fn period(
        &self,
        seer: u32,
        first: u32,
        last: u32,
        is_meant: impl Fn(&dyn Datum) -> bool,
    ) -> Option<(Moment, Moment)> {
        let visits = &self.visits;
        let is_loss = |it: u32| matches!(self.evidence.view(it), View::TakesSomething);
        let named = [first, last]
            .into_iter()
            .find(|&it| it != seer && !is_loss(it));
        let (value, visit) = if let Some(named) = named {
            (visits.value(named)?, self.visit(named)?)
        } else {
            let until = if last == seer {
                Moment::MAX
            } else {
                visits.invoked(last)
            };
            self.untaken(until, &is_meant)?
        };
        let (from, to) = visits.presence(&visit)?;
        let begins = if first == seer {
            visit.initial.is_some()
        } else {
            visit.operations.contains(&first) && visits.returned(first) == from
        };
        let ends = if last == seer {
            to == Moment::MAX
        } else {
            (is_loss(last) || visit.operations.contains(&last)) && visits.invoked(last) == to
        };
        (begins && ends && is_meant(value)).then_some((from, to))
    }

    /// Returns a value that is meant, is there from the start until then, and that nobody took.
    fn untaken(
        &self,
        until: Moment,
        is_meant: impl Fn(&dyn Datum) -> bool,
    ) -> Option<(&'a dyn Datum, Visit)> {
        let meant = self
            .visits
            .initial()
            .iter()
            .filter(|&&value| is_meant(value));
        let mut all = meant.flat_map(|&value| {
            let visits = self.visits.of(value).unwrap_or_default().into_iter();
            visits.map(move |visit| (value, visit))
        });
        all.find(|(_, visit)| {
            let present = self.visits.presence(visit);
            visit.initial.is_some()
                && visit.take.is_none()
                && present.is_some_and(|it| it.1 == until)
        })
    }
}
