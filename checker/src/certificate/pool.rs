//! Of pools: whatever is put in and taken out.

use hashbrown::HashMap;
use lockstep_models::{Datum, Shape, View};

use super::evidence::Evidence;
use crate::clash::{Clash, Reason};

/// Returns true if operations on a queue or a bag contradict each other as the clash says.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    let Some(pool) = Pool::of(evidence) else {
        return false;
    };
    match (clash.reason, clash.operations.as_slice()) {
        (Reason::Unproduced, &[take]) => pool.group(take).is_some_and(Group::is_not_there),
        (Reason::Early, &[take, put]) => pool.group(take).is_some_and(|group| {
            group.initial.is_empty() && group.puts == [put] && evidence.precedes(take, put)
        }),
        (Reason::TakenTooOften, takes) => pool.are_too_many(takes),
        (Reason::Covered, &[found_nothing, ..]) => pool.is_never_empty(found_nothing),
        (Reason::Overtaken, &[take, other, ..]) => pool.is_overtaken(take, other),
        (Reason::LeftBehind, &[take, ..]) => pool.leaves_behind(take),
        _ => false,
    }
}

/// Operations on a pool, by value.
struct Pool<'e, 'a> {
    evidence: &'e Evidence<'a>,
    groups: HashMap<&'a dyn Datum, Group>,
    is_queue: bool,
    /// The removals of which nobody knows what they took.
    unknown: Vec<u32>,
}

/// Who put in and took out equal values, by invocation.
#[derive(Debug, Default)]
struct Group {
    /// The places at which the value is at the start.
    initial: Vec<usize>,
    puts: Vec<u32>,
    takes: Vec<u32>,
}

/// By whom something was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Start(usize),
    Put(u32),
}

impl Group {
    fn is_not_there(&self) -> bool {
        self.initial.is_empty() && self.puts.is_empty()
    }

    fn len(&self) -> usize {
        self.initial.len() + self.puts.len()
    }

    fn origin(&self, place: usize) -> Option<Origin> {
        let put = || self.puts.get(place.checked_sub(self.initial.len())?);
        let start = self.initial.get(place).map(|&start| Origin::Start(start));
        start.or_else(|| put().map(|&put| Origin::Put(put)))
    }
}

impl<'e, 'a> Pool<'e, 'a> {
    fn of(evidence: &'e Evidence<'a>) -> Option<Self> {
        let (initial, is_queue) = match &evidence.shape {
            Shape::Queue(initial) => (initial, true),
            Shape::Bag(initial) => (initial, false),
            _ => return None,
        };
        let mut groups: HashMap<&'a dyn Datum, Group> = HashMap::new();
        for (place, value) in initial.iter().enumerate() {
            groups.entry(*value).or_default().initial.push(place);
        }
        let mut unknown = Vec::new();
        for &operation in evidence.operations {
            match *evidence.view(operation) {
                View::Puts(value) => groups.entry(value).or_default().puts.push(operation),
                View::Takes(value) => groups.entry(value).or_default().takes.push(operation),
                View::TakesSomething => unknown.push(operation),
                _ => {}
            }
        }
        Some(Self {
            evidence,
            groups,
            is_queue,
            unknown,
        })
    }

    /// Returns the operations that took the same value, or put it in.
    fn group(&self, take: u32) -> Option<&Group> {
        match *self.evidence.view(take) {
            View::Takes(value) => self.groups.get(value),
            _ => None,
        }
    }

    fn are_too_many(&self, takes: &[u32]) -> bool {
        let Some(&first) = takes.first() else {
            return false;
        };
        let Some(group) = self.group(first) else {
            return false;
        };
        let is_of_group = |take: &u32| group.takes.binary_search(take).is_ok();
        let mut distinct = takes.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let Some(last) = takes
            .iter()
            .filter_map(|&it| self.evidence.returned(it))
            .max()
        else {
            return false;
        };
        let invoked = |put: &&u32| self.evidence.invoked(**put) < last;
        let there = group.initial.len() + group.puts.iter().filter(invoked).count();
        distinct.iter().all(is_of_group)
            && takes.iter().all(|&it| self.evidence.returned(it).is_some())
            && distinct.len() > there
    }

    /// Returns true if it is certain which of the equal values each operation took: there is but one, or
    /// those that put them in came one after the other, and so did those that took them.
    fn is_certain(&self, group: &Group) -> bool {
        let returns = |operations: &[u32]| -> Option<Vec<u32>> {
            operations
                .iter()
                .map(|&it| self.evidence.returned(it))
                .collect()
        };
        let in_line = |operations: &[u32]| returns(operations).is_some_and(|all| all.is_sorted());
        group.takes.is_empty()
            || group.len() == 1
            || self.is_queue
                && self.unknown.is_empty()
                && in_line(&group.puts)
                && in_line(&group.takes)
    }

    /// Returns who put in what the operation took.
    fn origin(&self, take: u32) -> Option<Origin> {
        let group = self.group(take).filter(|group| self.is_certain(group))?;
        group.origin(group.takes.iter().position(|&it| it == take)?)
    }

    /// Returns true if the one was surely in before the other one.
    fn is_in_front(&self, one: Origin, other: Origin) -> bool {
        match (one, other) {
            (Origin::Start(one), Origin::Start(other)) => one < other,
            (Origin::Start(_), Origin::Put(_)) => true,
            (Origin::Put(_), Origin::Start(_)) => false,
            (Origin::Put(one), Origin::Put(other)) => self.evidence.precedes(one, other),
        }
    }

    fn is_overtaken(&self, take: u32, other: u32) -> bool {
        let is_in_front = |(behind, front)| self.is_in_front(front, behind);
        let origins = self.origin(take).zip(self.origin(other));
        self.is_queue && self.evidence.precedes(take, other) && origins.is_some_and(is_in_front)
    }

    fn leaves_behind(&self, take: u32) -> bool {
        let (Some(origin), Some(returned)) = (self.origin(take), self.evidence.returned(take))
        else {
            return false;
        };
        let left = self.groups.values().filter(|group| self.is_certain(group));
        let left = left.flat_map(|group| {
            let places = group.takes.len()..group.len();
            places.filter_map(|place| group.origin(place))
        });
        let in_front = left.filter(|&left| self.is_in_front(left, origin)).count();
        let invoked = |it: &&u32| self.evidence.invoked(**it) < returned;
        self.is_queue && in_front > self.unknown.iter().filter(invoked).count()
    }

    /// Returns true if something must have been there at every moment at which the operation was open.
    fn is_never_empty(&self, operation: u32) -> bool {
        let evidence = self.evidence;
        let mut spans = self.spans();
        spans.sort_unstable();
        let View::FindsNothing = evidence.view(operation) else {
            return false;
        };
        let Some(returned) = evidence.returned(operation) else {
            return false;
        };
        let mut reached = evidence.invoked(operation);
        for (from, to) in spans {
            if from > reached {
                break;
            }
            reached = reached.max(to);
        }
        reached > returned
    }

    /// Returns from when to when each thing was surely there.
    fn spans(&self) -> Vec<(u32, u32)> {
        let evidence = self.evidence;
        let mut spans = Vec::new();
        for group in self.groups.values().filter(|group| self.is_certain(group)) {
            for place in 0..group.len() {
                let from = match group.origin(place) {
                    Some(Origin::Put(put)) => evidence.returned(put),
                    _ => Some(0),
                };
                let to = match group.takes.get(place) {
                    Some(&take) => evidence.invoked(take),
                    None if self.unknown.is_empty() => u32::MAX,
                    // Somebody unknown may have taken it.
                    None => continue,
                };
                spans.extend(from.map(|from| (from, to)));
            }
        }
        spans
    }
}
