//! Which of several equal values an operation took out of a pool.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::clash::{Clash, Reason};
use crate::monitor::facts::{Act, Facts};
use crate::monitor::pairs::Pairs;
use crate::monitor::sources::{NOBODY, START};
use crate::problem::NEVER;

/// Pairs the operations on a queue; nothing if nobody can tell for sure who took what.
///
/// Equal values come out in the order in which they went in. Two operations that put in equal values, and
/// were invoked and returned in the same order, can have taken effect in that order if they can at all:
/// where they did not, each could have taken the other's place. It is the same with those that took
/// equal values. So where none of them was open all the while another one was, the first took what the
/// first put in, and so on.
///
/// # Errors
///
/// A value that was taken out more often than it had been put in.
///
/// # Complexity
///
/// n log n in the number of operations.
pub(crate) fn of_queue(facts: &Facts) -> Result<Option<Pairs<'_>>, Clash> {
    let mut matching = Matching::of(facts)?;
    for value in 0..facts.value_count {
        let (puts, takes) = (matching.puts.of(value), matching.takes.of(value));
        let is_simple = takes.is_empty() || puts.len() == 1;
        let may_be_gone = facts.kinds.has(Act::TakeAny);
        if !is_simple && (may_be_gone || !is_in_line(facts, puts) || !is_in_line(facts, takes)) {
            return Ok(None);
        }
    }
    for value in 0..facts.value_count {
        let first = matching.puts.start(value);
        for (item, &take) in (first..).zip(matching.takes.of(value)) {
            matching.taken_by[item as usize] = take;
        }
    }
    Ok(Some(matching.into_pairs()))
}

/// Returns true if the operations, by invocation, returned in that order, and all did.
fn is_in_line(facts: &Facts, operations: &[u32]) -> bool {
    let returned = |&it: &u32| match it {
        START => Some(0),
        it => Some(facts.returned[it as usize]).filter(|&returned| returned != NEVER),
    };
    operations.iter().all(|it| returned(it).is_some())
        && operations.is_sorted_by_key(|it| returned(it).unwrap_or_default())
}

/// Pairs the operations on a bag so that all that was taken out had been put in.
///
/// What is taken out is something that is in, or else what of all that is being put in must be in first.
/// An operation that finds nothing to take out waits; of several, the one that returns first is served
/// first. One that returns without anything is given what the one has that returns last of those that
/// are still open: if that is none there was too little to take out.
///
/// # Errors
///
/// A value that was taken out more often than it had been put in.
///
/// # Complexity
///
/// n log n in the number of operations.
pub(crate) fn of_bag(facts: &Facts) -> Result<Pairs<'_>, Clash> {
    let mut matching = Matching::of(facts)?;
    let mut shelf = Shelf::default();
    for (&value, &item) in facts.initial.iter().zip(&matching.initial) {
        shelf.there.insert((value, item));
    }
    for (operation, is_return) in by_time(facts) {
        let place = operation as usize;
        let (value, returned) = (facts.values[place], facts.returned[place]);
        let item = matching.items[place];
        match (facts.acts[place], is_return) {
            (Act::Put, false) => shelf.put(value, returned, item),
            (Act::Put, true) => shelf.put_returned(value, returned, item),
            (Act::Take, false) => shelf.take(value, returned, operation),
            (Act::Take, true) => {
                let item = shelf.take_returned(value, returned, operation);
                matching.taken_by[item as usize] = operation;
            }
            _ => {}
        }
    }
    Ok(matching.into_pairs())
}

/// Returns all operations twice: when they were invoked, and when they returned.
fn by_time(facts: &Facts) -> Vec<(u32, bool)> {
    let mut at = vec![(NOBODY, false); facts.moments as usize];
    for (place, (&invoked, &returned)) in (0..).zip(facts.invoked.iter().zip(&facts.returned)) {
        at[invoked as usize] = (place, false);
        if returned != NEVER {
            at[returned as usize] = (place, true);
        }
    }
    at.retain(|&(place, _)| place != NOBODY);
    at
}

/// What is in a bag, what is being put in, and who takes it out.
#[derive(Debug, Default)]
struct Shelf {
    /// Values and items.
    there: BTreeSet<(u32, u32)>,
    /// Values, when they will be in, and items.
    coming: BTreeSet<(u32, u32, u32)>,
    /// Values, when those return that want them, and who that is.
    wanted: BTreeSet<(u32, u32, u32)>,
    /// Values, when those return that have them and are still open, who that is, and items.
    given: BTreeSet<(u32, u32, u32, u32)>,
}

impl Shelf {
    fn put(&mut self, value: u32, returned: u32, item: u32) {
        if let Some(entry) = first_of(&self.wanted, value) {
            self.wanted.remove(&entry);
            let (_, returned, take) = entry;
            self.given.insert((value, returned, take, item));
        } else {
            self.coming.insert((value, returned, item));
        }
    }

    fn put_returned(&mut self, value: u32, returned: u32, item: u32) {
        if self.coming.remove(&(value, returned, item)) {
            self.there.insert((value, item));
        }
    }

    fn take(&mut self, value: u32, returned: u32, take: u32) {
        let there = (value, 0)..=(value, u32::MAX);
        let there = self.there.range(there).next().copied();
        if let Some(entry) = there {
            self.there.remove(&entry);
            self.given.insert((value, returned, take, entry.1));
        } else if let Some(entry) = first_of(&self.coming, value) {
            self.coming.remove(&entry);
            self.given.insert((value, returned, take, entry.2));
        } else {
            self.wanted.insert((value, returned, take));
        }
    }

    /// Returns the item that was taken.
    fn take_returned(&mut self, value: u32, returned: u32, take: u32) -> u32 {
        let waits = self.wanted.remove(&(value, returned, take));
        let last = if waits { u32::MAX } else { returned };
        let mut own_or_last = self.given.range(..=(value, last, u32::MAX, u32::MAX));
        let entry = own_or_last
            .next_back()
            .copied()
            .expect("no more was taken than was put in");
        self.given.remove(&entry);
        if waits {
            let (_, returned, robbed, _) = entry;
            self.wanted.insert((value, returned, robbed));
        }
        entry.3
    }
}

fn first_of(entries: &BTreeSet<(u32, u32, u32)>, value: u32) -> Option<(u32, u32, u32)> {
    let first = entries.range((value, 0, 0)..).next().copied();
    first.filter(|entry| entry.0 == value)
}

/// Items and who took them, as far as that is known.
struct Matching {
    puts: ByValue,
    takes: ByValue,
    /// By operation: the item that it put in.
    items: Vec<u32>,
    initial: Vec<u32>,
    /// By item: who took it out.
    taken_by: Vec<u32>,
}

/// Operations by value, and those of one value by invocation.
struct ByValue {
    operations: Vec<u32>,
    /// By value: where the operations end, and those of the next begin.
    ends: Vec<u32>,
}

impl ByValue {
    fn collect(facts: &Facts, act: Act, initial: &[u32]) -> Self {
        let own = || {
            let values = (0..).zip(facts.acts.iter().zip(&facts.values));
            let own = values.filter(move |&(_, (it, _))| *it == act);
            let initial = initial.iter().map(|&value| (START, value));
            initial.chain(own.map(|(place, (_, &value))| (place, value)))
        };
        let mut ends = vec![0_u32; facts.value_count as usize];
        own().for_each(|(_, value)| ends[value as usize] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum - *end;
        }
        let mut operations = vec![NOBODY; sum as usize];
        for (place, value) in own() {
            let end = &mut ends[value as usize];
            operations[*end as usize] = place;
            *end += 1;
        }
        Self { operations, ends }
    }

    fn start(&self, value: u32) -> u32 {
        match value.checked_sub(1) {
            None => 0,
            Some(before) => self.ends[before as usize],
        }
    }

    fn of(&self, value: u32) -> &[u32] {
        &self.operations[self.start(value) as usize..self.ends[value as usize] as usize]
    }
}

impl Matching {
    /// # Errors
    ///
    /// A value that was taken out more often than it had been put in.
    fn of(facts: &Facts) -> Result<Self, Clash> {
        let puts = ByValue::collect(facts, Act::Put, &facts.initial);
        let takes = ByValue::collect(facts, Act::Take, &[]);
        let mut items = vec![NOBODY; facts.len()];
        let mut initial = Vec::new();
        for (item, &put) in (0..).zip(&puts.operations) {
            match put {
                START => initial.push(item),
                put => items[put as usize] = item,
            }
        }
        // Of a queue it matters which of them is in front.
        let mut next: Vec<u32> = (0..facts.value_count)
            .map(|value| puts.start(value))
            .collect();
        for (item, &value) in initial.iter_mut().zip(&facts.initial) {
            *item = next[value as usize];
            next[value as usize] += 1;
        }
        let matching = Self {
            taken_by: vec![NOBODY; puts.operations.len()],
            puts,
            takes,
            items,
            initial,
        };
        match (0..facts.value_count).find_map(|value| matching.excess(facts, value)) {
            None => Ok(matching),
            Some(clash) => Err(clash),
        }
    }

    /// Returns the first that took the value when all that had been put in was taken already.
    fn excess(&self, facts: &Facts, value: u32) -> Option<Clash> {
        let (puts, mut takes) = (self.puts.of(value), self.takes.of(value).to_vec());
        let returned = |take: &u32| facts.returned[*take as usize];
        takes.sort_unstable_by_key(returned);
        let is_too_early = |(place, take): (usize, &u32)| match puts.get(place) {
            None => true,
            Some(&START) => false,
            Some(&put) => returned(take) < facts.invoked[put as usize],
        };
        let last = takes.iter().enumerate().position(is_too_early)?;
        takes.truncate(last + 1);
        let known_by = takes[last];
        let reason = match (last, puts) {
            (0, []) => Reason::Unproduced,
            (0, &[put]) => {
                takes.push(put);
                Reason::Early
            }
            _ => Reason::TakenTooOften,
        };
        Some(Clash {
            reason,
            operations: takes,
            known_by,
        })
    }

    fn into_pairs<'f>(self) -> Pairs<'f> {
        let mut items = self.items;
        for (item, &take) in (0..).zip(&self.taken_by) {
            if take != NOBODY {
                items[take as usize] = item;
            }
        }
        Pairs {
            items: Cow::Owned(items),
            puts: self.puts.operations.into(),
            takes: self.taken_by.into(),
            initial: Cow::Owned(self.initial),
            are_distinct: false,
        }
    }
}
