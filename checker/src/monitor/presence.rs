use crate::clash::{Clash, Reason};
use crate::monitor::facts::{Act, Facts};
use crate::monitor::pairs::{Pairs, clash_known_at_last};
use crate::monitor::sources::{NOBODY, START};
use crate::monitor::timeline::Timeline;

/// Lets every item be in a pool for as short a time as it can, and finds when nothing is there.
///
/// An item must be there from the return of the operation that put it in to the invocation of the one
/// that took it out. If each item is put in as late as that allows, and taken out as early, it is there
/// at no other time. So nothing can be found exactly by those operations that are open at a moment at
/// which no item must be there; at such a moment every item may be wholly before or wholly after it.
#[derive(Debug)]
pub(crate) struct Presence<'a> {
    pub(crate) pairs: &'a Pairs<'a>,
    pub(crate) timeline: &'a Timeline,
    pub(crate) counted: Counted,
}

/// Which items a presence looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    All,
    /// Those that somebody is known to have taken out.
    Taken,
}

/// An operation that found nothing although something was there all the while it was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Covered(pub(crate) u32);

/// Is told what takes effect, in order.
pub(crate) trait Effects {
    /// An operation puts an item in or takes it out, if it does so now.
    fn of_item(&mut self, _operation: u32, _is_now: bool) {}

    /// An operation finds nothing, after this moment.
    fn of_nothing(&mut self, _moment: usize, _operation: u32) {}
}

/// Nobody asks.
impl Effects for () {}

/// What an item has come to.
const PUT_INVOKED: u8 = 1;
const IS_IN: u8 = 2;
const TAKE_INVOKED: u8 = 4;
/// What follows from what happens.
const IS_PUT: u8 = 8;
const IS_TAKEN: u8 = 16;
/// It has to be there from now on, or need not any more.
const COMES: u8 = 32;
const GOES: u8 = 64;

/// How many things an item can have come to.
const STATES: u8 = 8;

/// By what happens, and what an item has come to: what it has come to then, and what follows. What happens
/// next is nothing that a processor could foresee, and so is looked up.
const STEPS: [[u8; STATES as usize]; Timeline::WHATS as usize] = {
    let mut steps = [[0; STATES as usize]; Timeline::WHATS as usize];
    let mut what = 0;
    while what < Timeline::WHATS {
        let mut state = 0;
        while state < STATES {
            steps[what as usize][state as usize] = step(what, state);
            state += 1;
        }
        what += 1;
    }
    steps
};

const fn step(what: u32, state: u8) -> u8 {
    match what {
        Timeline::PUT_INVOKED if state & TAKE_INVOKED != 0 => {
            state | PUT_INVOKED | IS_IN | IS_PUT | IS_TAKEN
        }
        Timeline::PUT_INVOKED => state | PUT_INVOKED,
        Timeline::PUT_RETURNED if state & IS_IN == 0 => state | IS_IN | IS_PUT | COMES,
        Timeline::TAKE_INVOKED if state & IS_IN != 0 => state | TAKE_INVOKED | IS_TAKEN | GOES,
        Timeline::TAKE_INVOKED if state & PUT_INVOKED != 0 => {
            state | TAKE_INVOKED | IS_IN | IS_PUT | IS_TAKEN
        }
        Timeline::TAKE_INVOKED => state | TAKE_INVOKED,
        _ => state,
    }
}

impl Presence<'_> {
    /// Tells `effects` of each operation that takes effect, in order.
    ///
    /// # Errors
    ///
    /// The first to return of those that cannot have found nothing.
    ///
    /// # Complexity
    ///
    /// Linear in the number of moments.
    pub(crate) fn sweep(&self, effects: &mut impl Effects) -> Result<(), Covered> {
        let mut states = vec![0_u8; self.pairs.len()];
        let mut present = 0_u32;
        // Those that nothing could be found by yet, by invocation.
        let mut waiting: Vec<u32> = Vec::new();
        for now in 0..self.timeline.len() {
            let (what, number) = self.timeline.at(now);
            if !(Timeline::PUT_INVOKED..=Timeline::TAKE_RETURNED).contains(&what) {
                match what {
                    Timeline::SOUGHT if present == 0 => effects.of_nothing(now, number),
                    Timeline::SOUGHT => waiting.push(number),
                    Timeline::FOUND_NOTHING if waiting.first().is_some_and(|&it| it <= number) => {
                        return Err(Covered(number));
                    }
                    _ => {}
                }
                continue;
            }
            if !self.counts(number) {
                continue;
            }
            let state = &mut states[number as usize];
            let step = STEPS[what as usize][usize::from(*state)];
            *state = step & (PUT_INVOKED | IS_IN | TAKE_INVOKED);
            present += u32::from(step & COMES != 0);
            present -= u32::from(step & GOES != 0);
            let put = self.pairs.puts[number as usize];
            effects.of_item(put, step & IS_PUT != 0 && put != START);
            effects.of_item(self.pairs.takes[number as usize], step & IS_TAKEN != 0);
            if present == 0 && step & GOES != 0 {
                let found = waiting.drain(..);
                found.for_each(|operation| effects.of_nothing(now, operation));
            }
        }
        Ok(())
    }

    fn counts(&self, item: u32) -> bool {
        self.counted == Counted::All || self.pairs.takes[item as usize] != NOBODY
    }

    /// Says why one cannot have found nothing; nothing if crashed removals may have taken out what was
    /// there.
    pub(crate) fn refuse(mut self, facts: &Facts, mut covered: Covered) -> Option<Clash> {
        let may_be_gone = facts.kinds.has(Act::TakeAny);
        if may_be_gone {
            self.counted = Counted::Taken;
            covered = self.sweep(&mut ()).err()?;
        }
        let mut operations = vec![covered.0];
        operations.extend(self.pairs.operations(&self.cover(facts, covered)));
        let reason = Reason::Covered;
        // Crashed removals may have taken what is known only later to be taken by others.
        if may_be_gone {
            return Some(clash_known_at_last(facts, reason, operations));
        }
        Some(Clash {
            reason,
            operations,
            known_by: covered.0,
        })
    }

    /// Returns few items one of which was there at every moment at which the operation was open.
    ///
    /// # Complexity
    ///
    /// n log n in the number of items.
    pub(crate) fn cover(&self, facts: &Facts, covered: Covered) -> Vec<u32> {
        let operation = covered.0 as usize;
        let mut spans: Vec<(Option<u32>, u32, u32)> = (0..)
            .zip(self.pairs.puts.iter().zip(&self.pairs.takes))
            .filter(|&(item, (&put, _))| put != NOBODY && self.counts(item))
            .map(|(item, (&put, &take))| {
                let from = facts.returned.get(put as usize).copied();
                let to = facts.invoked.get(take as usize).copied();
                (from, to.unwrap_or(u32::MAX), item)
            })
            .filter(|&(from, to, _)| from < Some(to))
            .collect();
        spans.sort_unstable();
        let mut spans = spans.into_iter().peekable();
        let (mut reached, mut items) = (facts.invoked[operation], Vec::new());
        while reached < facts.returned[operation] {
            let (mut furthest, mut best) = (reached, None);
            while let Some((_, to, item)) = spans.next_if(|(from, ..)| *from < Some(reached)) {
                if to > furthest {
                    (furthest, best) = (to, Some(item));
                }
            }
            reached = furthest;
            items.push(best.expect("something was there"));
        }
        items
    }
}
