use hashbrown::{HashMap, HashSet};
use lockstep_models::{Datum, Shape};

use super::evidence::Evidence;
use super::visits::{Moment, Visit, Visits};
use crate::clash::{Clash, Reason};

/// Returns true if none of some values on a stack can have been the lowest one.
///
/// The value that was the first of them to be pushed was pushed, popped and seen while none of the others was
/// on the stack. So they contradict each other if each has an operation that cannot have taken effect at such
/// a time, because of the others. Whatever else is on the stack does not matter.
pub(super) fn holds(evidence: &Evidence<'_>, clash: &Clash) -> bool {
    if !matches!(evidence.shape, Shape::Stack(_)) || !matches!(clash.reason, Reason::Stuck { .. }) {
        return false;
    }
    let visits = Visits::collect(evidence);
    let Some(values) = named(&visits, &clash.operations) else {
        return false;
    };
    let room = Room::around(values.iter().filter_map(|visit| visits.presence(visit)));
    !values.is_empty() && values.iter().all(|visit| room.blocks(&visits, visit))
}

/// Returns the visits that the operations are about, and those from the start that nobody speaks of and
/// that lie above one of these; nothing if an operation of one of them is not named.
fn named(visits: &Visits<'_, '_>, operations: &[u32]) -> Option<Vec<Visit>> {
    let named: HashSet<u32> = operations.iter().copied().collect();
    let mut met: HashMap<&dyn Datum, ()> = HashMap::new();
    let mut all = Vec::new();
    for &operation in operations {
        let value = visits.value(operation)?;
        if met.insert(value, ()).is_some() {
            continue;
        }
        let of_value = visits.of(value)?.into_iter();
        let is_named = |visit: &Visit| visit.operations.iter().any(|it| named.contains(it));
        all.extend(of_value.filter(is_named));
    }
    let mut spoken_of = all.iter().flat_map(|visit| &visit.operations);
    if !spoken_of.all(|operation| named.contains(operation)) {
        return None;
    }
    if let Some(lowest) = all.iter().filter_map(|visit| visit.initial).min() {
        let initial = visits.initial().iter().enumerate().skip(lowest);
        let silent = initial.filter(|(_, value)| visits.operations(**value).is_empty());
        all.extend(silent.map(|(place, _)| Visit {
            initial: Some(place),
            ..Visit::default()
        }));
    }
    Some(all)
}

/// When values are there: times in which at least one is, and times in which at least two are.
struct Room {
    one: Vec<(Moment, Moment)>,
    two: Vec<(Moment, Moment)>,
}

impl Room {
    fn around(present: impl Iterator<Item = (Moment, Moment)>) -> Self {
        let present = present.filter(|(from, to)| from < to);
        let mut changes: Vec<(Moment, i32)> = present
            .flat_map(|(from, to)| [(from, 1), (to, -1)])
            .collect();
        // Who comes at a moment comes before who goes.
        changes.sort_unstable_by_key(|&(moment, change)| (moment, -change));
        let at_least = |count: i32| {
            let (mut there, mut since) = (0, None);
            let mut times = Vec::new();
            for &(moment, change) in &changes {
                there += change;
                if there >= count {
                    since = since.or(Some(moment));
                } else if let Some(from) = since.take() {
                    times.push((from, moment));
                }
            }
            times
        };
        Self {
            one: at_least(1),
            two: at_least(2),
        }
    }

    /// Returns true if a value has an operation that cannot have taken effect while no other was there.
    fn blocks(&self, visits: &Visits<'_, '_>, visit: &Visit) -> bool {
        let ends = [visits.put_time(visit), visits.take_time(visit)];
        if ends
            .into_iter()
            .flatten()
            .any(|time| contains(&self.one, time))
        {
            return true;
        }
        let own = visits.presence(visit);
        let mut finds = (visit.operations.iter())
            .filter(|&&it| Some(it) != visit.put && Some(it) != visit.take)
            .filter_map(|&find| visits.see_time(visit, find));
        finds.any(|(from, to)| {
            let Some((begin, end)) = own.filter(|(begin, end)| begin < end) else {
                return contains(&self.one, (from, to));
            };
            contains(&self.one, (from, begin.min(to)))
                && contains(&self.two, (from.max(begin), to.min(end)))
                && contains(&self.one, (from.max(end), to))
        })
    }
}

/// Returns true if one of some times, in their order, holds all of this one, which may be empty.
fn contains(times: &[(Moment, Moment)], (from, to): (Moment, Moment)) -> bool {
    if from >= to {
        return true;
    }
    let next = times.partition_point(|&(begin, _)| begin <= from);
    next.checked_sub(1)
        .is_some_and(|place| to <= times[place].1)
}
