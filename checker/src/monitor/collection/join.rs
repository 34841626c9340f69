use super::Collection;
use crate::dense::dense;
use crate::monitor::facts::{Act, Facts};

impl Collection<'_> {
    /// Appends what was collected [`later`](Collection::later) from operations that follow these, of which the
    /// first would have this number in its part; what comes of it is as if all had been taken one by one.
    ///
    /// Returns false, and appends nothing, if they have to be: they tell when a cell can have held what it did
    /// at the start, which is not known yet; or they saw all that is there, or hold integers of another type.
    ///
    /// # Complexity
    ///
    /// Linear in what was collected later.
    pub(in crate::monitor) fn join(&mut self, later: &Self, first: u32) -> bool {
        use Act::{Add, Count, Find, FindNothing, Put, Take, TakeAny};
        let kinds = later.facts.kinds;
        let no_cell = [Put, Take, TakeAny, Find, FindNothing, Add, Count];
        if kinds.has(Act::Hold) || !self.start_is_known && !kinds.are_among(no_cell) {
            return false;
        }
        let Some(numbers) = self.values.join(&later.values) else {
            return false;
        };
        for (value, &number) in later.ranked.iter().zip(&numbers) {
            if number as usize == self.ranked.len() {
                self.ranked.push(*value);
            }
        }
        let sums = Sums::joined(self, &later.facts);
        self.added = later.added.map(|it| sums.place(it)).or(self.added);
        keep(&mut self.facts, &later.facts, first);
        append(&mut self.facts, &later.facts, &numbers, &sums);
        true
    }
}

/// Where sums stand that were collected later: an amount that is added again stands where it stood.
struct Sums {
    /// How many there are before.
    before: u32,
    /// The place of an amount that was added last before, there and here.
    again: Option<(u32, u32)>,
}

impl Sums {
    fn joined(collection: &Collection<'_>, later: &Facts) -> Self {
        let first = later.acts.iter().position(|act| *act == Act::Add);
        let again = first.zip(collection.added).and_then(|(first, added)| {
            let there = later.values[first];
            let (one, other) = (
                collection.facts.sums[added as usize],
                later.sums[there as usize],
            );
            (one == other).then_some((there, added))
        });
        Self {
            before: dense(collection.facts.sums.len()),
            again,
        }
    }

    fn place(&self, there: u32) -> u32 {
        match self.again {
            Some((again, here)) if again == there => here,
            Some((again, _)) if again < there => self.before + there - 1,
            _ => self.before + there,
        }
    }
}

/// Appends facts whose values have these numbers here, and whose sums these places.
fn append(facts: &mut Facts, later: &Facts, numbers: &[u32], sums: &Sums) {
    let number = |(&act, &value): (&Act, &u32)| match act {
        Act::Add | Act::Count => sums.place(value),
        Act::TakeAny | Act::FindNothing => value,
        _ => numbers[value as usize],
    };
    facts.kinds = facts.kinds.and(later.kinds);
    if facts.kinds.has(Act::Swap) || facts.kinds.has(Act::MaySwap) {
        let known = facts.swapped_for.len();
        facts.swapped_for.extend_from_slice(&facts.values[known..]);
        let swapped_for = match later.swapped_for.as_slice() {
            [] => &*later.values,
            swapped_for => swapped_for,
        };
        let swapped_for = later.acts.iter().zip(swapped_for).map(number);
        facts.swapped_for.extend(swapped_for);
    }
    let values = later.acts.iter().zip(&later.values).map(number);
    facts.values.extend(values);
    facts.acts.extend_from_slice(&later.acts);
    facts.invoked.extend_from_slice(&later.invoked);
    facts.returned.extend_from_slice(&later.returned);
    let again = sums.again.map(|(there, _)| there);
    let new = (0..)
        .zip(&later.sums)
        .filter(|(place, _)| Some(*place) != again);
    facts.sums.extend(new.map(|(_, sum)| *sum));
}

/// Notes which operations were left out before those of facts that follow, and among them.
fn keep(facts: &mut Facts, later: &Facts, first: u32) {
    let before = dense(facts.len());
    let are_all = before == first && facts.kept.is_empty() && later.kept.is_empty();
    if are_all || later.len() == 0 {
        return;
    }
    if facts.kept.is_empty() {
        facts.kept.extend(0..before);
    }
    let kept = |operation: u32| {
        later
            .kept
            .get(operation as usize)
            .copied()
            .unwrap_or(operation)
    };
    let kept = (0..dense(later.len())).map(|operation| first + kept(operation));
    facts.kept.extend(kept);
}
