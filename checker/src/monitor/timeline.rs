use crate::monitor::facts::{Act, Facts};
use crate::monitor::pairs::Pairs;
use crate::problem::NEVER;
use crate::scratch::List;

/// What happened to a pool, moment by moment, with what was there at the start put in before that.
#[derive(Debug)]
pub(crate) struct Timeline {
    /// By moment: what happened, and above [`NUMBER`] to which item or operation.
    moments: List,
}

/// What happened at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    /// Nothing that matters.
    Nothing,
    /// Somebody was invoked to put this item in.
    PutInvoked(u32),
    PutReturned(u32),
    TakeInvoked(u32),
    TakeReturned(u32),
    /// This operation was invoked, and will find nothing.
    Sought(u32),
    FoundNothing(u32),
}

/// How many bits tell what happened.
const NUMBER: u32 = 3;
const PUT: u32 = 1;
const TAKE: u32 = 3;
const FIND_NOTHING: u32 = 5;

impl Timeline {
    /// Writes the operations and items on a timeline; nothing if there are 2²⁹ or more of them.
    ///
    /// # Complexity
    ///
    /// Linear in the number of operations.
    pub(crate) fn of(facts: &Facts, pairs: &Pairs<'_>) -> Option<Self> {
        if facts.len().max(pairs.len()) >= 1 << (32 - NUMBER) {
            return None;
        }
        let start = pairs.initial.len() * 2;
        let mut moments = facts.scratch.filled(start + facts.moments as usize, 0);
        for (pair, &item) in moments.chunks_exact_mut(2).zip(&*pairs.initial) {
            pair[0] = item << NUMBER | PUT;
            pair[1] = item << NUMBER | (PUT + 1);
        }
        let own = &mut moments[start..];
        let times = facts.invoked.iter().zip(&facts.returned);
        let acts = facts.acts.iter().zip(&*pairs.items);
        for (place, ((&act, &item), (&invoked, &returned))) in (0..).zip(acts.zip(times)) {
            let happening = match act {
                Act::Put => item << NUMBER | PUT,
                Act::Take => item << NUMBER | TAKE,
                Act::FindNothing => place << NUMBER | FIND_NOTHING,
                _ => continue,
            };
            own[invoked as usize] = happening;
            if returned != NEVER {
                own[returned as usize] = happening + 1;
            }
        }
        Some(Self { moments })
    }

    pub(crate) fn len(&self) -> usize {
        self.moments.len()
    }

    pub(crate) fn at(&self, moment: usize) -> Happening {
        happening(self.moments[moment])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Happening> + '_ {
        self.moments.iter().map(|&word| happening(word))
    }
}

fn happening(word: u32) -> Happening {
    let number = word >> NUMBER;
    match word & ((1 << NUMBER) - 1) {
        1 => Happening::PutInvoked(number),
        2 => Happening::PutReturned(number),
        3 => Happening::TakeInvoked(number),
        4 => Happening::TakeReturned(number),
        5 => Happening::Sought(number),
        6 => Happening::FoundNothing(number),
        _ => Happening::Nothing,
    }
}
