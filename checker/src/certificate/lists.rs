use hashbrown::{HashMap, HashSet};
use lockstep_models::{Datum, Shape, View};

use super::evidence::Evidence;
use crate::clash::{Clash, Reason};

/// Returns true if reads of a log or of a set that only grows contradict what was put in, as the clash
/// says.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    let Some(grown) = Grown::of(evidence) else {
        return false;
    };
    let verdict = match (clash.reason, clash.operations.as_slice()) {
        (Reason::Unput, &[read]) => grown.saw_too_much(read),
        (Reason::Lost, &[read]) => grown.lost_the_start(read),
        (Reason::Apart, &[one, other]) => grown.are_apart(one, other),
        (Reason::Shrunk, &[before, after]) => grown.has_shrunk(before, after),
        (Reason::Missed, &[put, read]) => grown.is_missed(put, read),
        (Reason::Disordered, &[put, later, read]) => grown.is_overtaken(put, later, read),
        _ => None,
    };
    verdict == Some(true)
}

struct Grown<'e, 'a> {
    evidence: &'e Evidence<'a>,
    initial: &'e [&'a dyn Datum],
    is_ordered: bool,
}

impl<'e, 'a> Grown<'e, 'a> {
    fn of(evidence: &'e Evidence<'a>) -> Option<Self> {
        let (initial, is_ordered) = match &evidence.shape {
            Shape::Log(initial) => (initial, true),
            Shape::GrowSet(initial) => (initial, false),
            _ => return None,
        };
        Some(Self {
            evidence,
            initial,
            is_ordered,
        })
    }

    /// Returns what a read that returned saw.
    fn seen(&self, read: u32) -> Option<Vec<&'a dyn Datum>> {
        match (self.evidence.view(read), self.evidence.returned(read)) {
            (View::Holds(values), Some(_)) => Some(values.all()),
            _ => None,
        }
    }

    fn put(&self, place: u32) -> Option<&'a dyn Datum> {
        match *self.evidence.view(place) {
            View::Puts(value) => Some(value),
            _ => None,
        }
    }

    fn saw_too_much(&self, read: u32) -> Option<bool> {
        let mut there: HashMap<&dyn Datum, u64> = HashMap::new();
        let all = self.evidence.operations.iter().copied();
        let puts = all.filter(|&it| !self.evidence.precedes(read, it));
        let puts = puts.filter_map(|it| self.put(it));
        for value in puts.chain(self.initial.iter().copied()) {
            *there.entry(value).or_default() += 1;
        }
        let mut values = self.seen(read)?.into_iter();
        Some(values.any(|value| match there.get_mut(&value) {
            None | Some(0) => true,
            Some(left) => {
                *left -= u64::from(self.is_ordered);
                false
            }
        }))
    }

    fn lost_the_start(&self, read: u32) -> Option<bool> {
        Some(!self.begins(self.initial, &self.seen(read)?))
    }

    /// Returns true if all of the one is in the other, and at its beginning if there is an order.
    fn begins(&self, one: &[&dyn Datum], other: &[&dyn Datum]) -> bool {
        if self.is_ordered {
            return other.starts_with(one);
        }
        let other: HashSet<&dyn Datum> = other.iter().copied().collect();
        one.iter().all(|value| other.contains(value))
    }

    fn are_apart(&self, one: u32, other: u32) -> Option<bool> {
        let (one, other) = (self.seen(one)?, self.seen(other)?);
        Some(!self.begins(&one, &other) && !self.begins(&other, &one))
    }

    fn has_shrunk(&self, before: u32, after: u32) -> Option<bool> {
        let size = |list: Vec<&dyn Datum>| {
            if self.is_ordered {
                return list.len();
            }
            list.into_iter().collect::<HashSet<_>>().len()
        };
        let is_less = size(self.seen(after)?) < size(self.seen(before)?);
        Some(is_less && self.evidence.precedes(before, after))
    }

    fn is_missed(&self, put: u32, read: u32) -> Option<bool> {
        let value = self.put(put)?;
        Some(self.evidence.precedes(put, read) && !self.seen(read)?.contains(&value))
    }

    fn is_overtaken(&self, put: u32, later: u32, read: u32) -> Option<bool> {
        let (first, second) = (self.put(put)?, self.put(later)?);
        let seen = self.seen(read)?;
        let place = seen.iter().position(|value| *value == second)?;
        let before = if self.is_ordered {
            &seen[..place]
        } else {
            &seen
        };
        let mut puts = self.evidence.operations.iter();
        let all_later =
            puts.all(|&it| self.put(it) != Some(second) || self.evidence.precedes(put, it));
        Some(all_later && !self.initial.contains(&second) && !before.contains(&first))
    }
}
