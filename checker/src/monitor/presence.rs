use crate::clash::{Clash, Reason};
use crate::monitor::facts::{Act, Facts};
use crate::monitor::pairs::{Pairs, clash_known_at_last};
use crate::monitor::sources::{NOBODY, START};
use crate::monitor::timeline::{Happening, Timeline};

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

const PUT_INVOKED: u8 = 1;
const IS_IN: u8 = 2;
const TAKE_INVOKED: u8 = 4;

impl Presence<'_> {
    /// Calls `visit` with each operation that takes effect, in order, and the moment after which it does.
    ///
    /// # Errors
    ///
    /// The first to return of those that cannot have found nothing.
    ///
    /// # Complexity
    ///
    /// Linear in the number of moments.
    pub(crate) fn sweep(&self, mut visit: impl FnMut(usize, u32)) -> Result<(), Covered> {
        let mut states = vec![0_u8; self.pairs.len()];
        let mut present = 0_u32;
        // Those that nothing could be found by yet, by invocation.
        let mut waiting: Vec<u32> = Vec::new();
        for (now, happening) in self.timeline.iter().enumerate() {
            let mut both = |item: u32| {
                self.put(item).into_iter().for_each(|it| visit(now, it));
                visit(now, self.pairs.takes[item as usize]);
            };
            match happening {
                Happening::PutInvoked(item) => {
                    let state = &mut states[item as usize];
                    *state |= PUT_INVOKED;
                    if *state & TAKE_INVOKED != 0 {
                        *state |= IS_IN;
                        both(item);
                    }
                }
                Happening::PutReturned(item) => {
                    let state = &mut states[item as usize];
                    if *state & IS_IN == 0 && self.counts(item) {
                        *state |= IS_IN;
                        present += 1;
                        self.put(item).into_iter().for_each(|it| visit(now, it));
                    }
                }
                Happening::TakeInvoked(item) => {
                    let state = &mut states[item as usize];
                    *state |= TAKE_INVOKED;
                    if *state & IS_IN != 0 {
                        present -= 1;
                        visit(now, self.pairs.takes[item as usize]);
                        if present == 0 {
                            waiting.drain(..).for_each(|it| visit(now, it));
                        }
                    } else if *state & PUT_INVOKED != 0 {
                        *state |= IS_IN;
                        both(item);
                    }
                }
                Happening::Sought(operation) if present == 0 => visit(now, operation),
                Happening::Sought(operation) => waiting.push(operation),
                Happening::FoundNothing(operation) => {
                    if waiting.first().is_some_and(|&first| first <= operation) {
                        return Err(Covered(operation));
                    }
                }
                Happening::TakeReturned(_) | Happening::Nothing => {}
            }
        }
        Ok(())
    }

    fn put(&self, item: u32) -> Option<u32> {
        Some(self.pairs.puts[item as usize]).filter(|&put| put != START)
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
            covered = self.sweep(|_, _| {}).err()?;
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
