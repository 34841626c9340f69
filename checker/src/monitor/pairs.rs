use std::borrow::Cow;

use crate::clash::{Clash, Reason};
use crate::monitor::facts::{Act, Facts};
use crate::monitor::sources::{NOBODY, START};
use crate::problem::NEVER;
use crate::scratch::List;

/// Who put in, and who took out, each item that was ever in a pool.
///
/// An item is what one operation put in, or what was there at the start: equal values that were put in
/// by several are several items. Where all values are distinct the items are the values.
#[derive(Debug)]
pub(crate) struct Pairs<'f> {
    /// By operation: the item that it put in or took out, if it did.
    pub(crate) items: Cow<'f, [u32]>,
    /// By item: who put it in, or [`START`]; of values that only stand somewhere else, [`NOBODY`].
    pub(crate) puts: List,
    /// By item: who took it out, or [`NOBODY`].
    pub(crate) takes: List,
    /// What was there at the start, in order.
    pub(crate) initial: Cow<'f, [u32]>,
    /// Whether every value was put in at most once.
    pub(crate) are_distinct: bool,
}

impl<'f> Pairs<'f> {
    /// Pairs operations by their values; nothing if a value was put in or taken out more than once.
    ///
    /// # Errors
    ///
    /// A removal of what nobody put in, or of what was put in later.
    pub(crate) fn of_distinct(facts: &'f Facts) -> Option<Result<Self, Clash>> {
        let count = facts.value_count as usize;
        let mut puts = facts.scratch.filled(count, NOBODY);
        let mut takes = facts.scratch.filled(count, NOBODY);
        for &value in &facts.initial {
            if std::mem::replace(&mut puts[value as usize], START) != NOBODY {
                return None;
            }
        }
        // Nobody can foretell whether something is put in or taken out: a look-up is quicker than a branch.
        let lists: [&mut [u32]; 2] = [&mut puts, &mut takes];
        for (place, (&act, &value)) in (0..).zip(facts.acts.iter().zip(&facts.values)) {
            let is_take = act == Act::Take;
            if !is_take && act != Act::Put {
                continue;
            }
            let of_value = &mut lists[usize::from(is_take)][value as usize];
            if std::mem::replace(of_value, place) != NOBODY {
                return None;
            }
        }
        let pairs = Self {
            items: Cow::Borrowed(&facts.values),
            puts,
            takes,
            initial: Cow::Borrowed(&facts.initial),
            are_distinct: true,
        };
        Some(match pairs.first_too_early(facts) {
            None => Ok(pairs),
            Some(clash) => Err(clash),
        })
    }

    /// Returns the first removal that returned before what it took was put in.
    fn first_too_early(&self, facts: &Facts) -> Option<Clash> {
        let is_too_early = |&(&put, &take): &(&u32, &u32)| match (take, put) {
            (NOBODY, _) | (_, START) => false,
            (_, NOBODY) => true,
            _ => facts.returned[take as usize] < facts.invoked[put as usize],
        };
        let pairs = self.puts.iter().zip(&self.takes);
        let too_early = pairs.filter(is_too_early);
        let (&put, &take) = too_early.min_by_key(|(_, take)| facts.returned[**take as usize])?;
        let (reason, operations) = match put {
            NOBODY => (Reason::Unproduced, vec![take]),
            _ => (Reason::Early, vec![take, put]),
        };
        Some(Clash {
            reason,
            operations,
            known_by: take,
        })
    }

    /// Returns how many items there are.
    pub(crate) fn len(&self) -> usize {
        self.puts.len()
    }

    /// Returns the operations that put the items in and took them out, item by item.
    pub(crate) fn operations(&self, items: &[u32]) -> Vec<u32> {
        let both = |&item: &u32| [self.puts[item as usize], self.takes[item as usize]];
        let all = items.iter().flat_map(both);
        all.filter(|&it| it != NOBODY && it != START).collect()
    }
}

/// Says that operations clash, which is known once the last of those that returned has.
pub(crate) fn clash_known_at_last(facts: &Facts, reason: Reason, operations: Vec<u32>) -> Clash {
    let returned = |it: &u32| facts.returned[*it as usize];
    let completed = operations.iter().copied();
    let completed = completed.filter(|it| returned(it) != NEVER);
    let known_by = completed.max_by_key(returned).expect("one returned");
    Clash {
        reason,
        operations,
        known_by,
    }
}
