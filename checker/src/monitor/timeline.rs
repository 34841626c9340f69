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

/// How many bits tell what happened.
const NUMBER: u32 = 3;
const WHAT: u32 = (1 << NUMBER) - 1;
/// What happens where an act begins. A look-up is quicker than branches that nobody can foretell.
const BY_ACT: [u32; Act::COUNT] = {
    let mut by_act = [Timeline::NOTHING; Act::COUNT];
    by_act[Act::Put as usize] = Timeline::PUT_INVOKED;
    by_act[Act::Take as usize] = Timeline::TAKE_INVOKED;
    by_act[Act::FindNothing as usize] = Timeline::SOUGHT;
    by_act
};

impl Timeline {
    /// Nothing happens that matters.
    pub(crate) const NOTHING: u32 = 0;
    /// Somebody is invoked to put an item in.
    pub(crate) const PUT_INVOKED: u32 = 1;
    pub(crate) const PUT_RETURNED: u32 = 2;
    pub(crate) const TAKE_INVOKED: u32 = 3;
    pub(crate) const TAKE_RETURNED: u32 = 4;
    /// An operation is invoked that will find nothing.
    pub(crate) const SOUGHT: u32 = 5;
    pub(crate) const FOUND_NOTHING: u32 = 6;
    /// How many different things can happen.
    pub(crate) const WHATS: u32 = 1 << NUMBER;

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
            pair[0] = item << NUMBER | Self::PUT_INVOKED;
            pair[1] = item << NUMBER | Self::PUT_RETURNED;
        }
        let own = &mut moments[start..];
        let times = facts.invoked.iter().zip(&facts.returned);
        let acts = facts.acts.iter().zip(&*pairs.items);
        for (place, ((&act, &item), (&invoked, &returned))) in (0..).zip(acts.zip(times)) {
            let what = BY_ACT[act as usize];
            if what == Self::NOTHING {
                continue;
            }
            let number = if what == Self::SOUGHT { place } else { item };
            let happening = number << NUMBER | what;
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

    /// Returns what happened at a moment, and to which item or operation.
    pub(crate) fn at(&self, moment: usize) -> (u32, u32) {
        let word = self.moments[moment];
        (word & WHAT, word >> NUMBER)
    }
}
