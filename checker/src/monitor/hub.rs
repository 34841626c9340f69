use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::sources::NOBODY;
use crate::problem::NEVER;

/// Judges a register that is only swapped, from one value, its hub, to others and back: a lock that
/// knows its owner.
///
/// It needs each value's own swaps to come one after the other, as an owner's do. Then the k-th swap to
/// the value and the k-th back belong together, and nothing can stand between the two: they are a block,
/// which was there from the return of the first to the invocation of the second. Both lie at that span's
/// ends, so blocks of which no two spans overlap can stand in the order of their spans, and two that
/// overlap exclude each other. A crashed swap is the last of its value: one back from it is as good as
/// done, since the register is free for all others afterwards; one to it is as good as not done, since it
/// can come last of all.
///
/// # Complexity
///
/// Linear in the number of operations.
///
/// # Sources
///
/// See [`Blocks`](super::blocks::Blocks).
pub(crate) fn judge(facts: &Facts) -> Finding {
    let Some(hub) = find(facts) else {
        return Finding::Open("it is not swapped from one value to others and back");
    };
    if facts.initial.is_empty() {
        return nothing_first(facts);
    }
    match Stays::pair(facts, hub) {
        Err(why) => Finding::Open(why),
        Ok(Err(clash)) => Finding::Clash(clash),
        Ok(Ok(stays)) => stays.order(hub).map_or_else(Finding::Clash, Finding::Order),
    }
}

/// Returns the value from which or to which every operation swaps.
pub(crate) fn find(facts: &Facts) -> Option<u32> {
    if !facts.kinds.are_among([Act::Swap, Act::MaySwap]) {
        return None;
    }
    let swaps = || facts.values.iter().zip(&facts.swapped_for);
    let (&from, &to) = swaps().next()?;
    [from, to].into_iter().find(|hub| {
        let mut swaps = swaps();
        swaps.all(|(from, to)| (from == hub) != (to == hub))
    })
}

/// Judges what holds a value at the start that nobody can have seen, so that nothing can come first.
fn nothing_first(facts: &Facts) -> Finding {
    let done = (0..dense(facts.len())).filter(|&it| facts.returned[it as usize] != NEVER);
    match done.min_by_key(|&it| facts.returned[it as usize]) {
        Some(first) => Finding::Clash(clash(Reason::NoFirst, vec![first], first)),
        None => Finding::Order(Vec::new()),
    }
}

/// How long each value was there.
struct Stays<'f> {
    facts: &'f Facts,
    /// Who swapped the initial value back, if that is not the hub.
    first: u32,
    /// By swap to a value: the swap back.
    back: Vec<u32>,
    /// By moment: the swap to a value that returned then.
    at: Vec<u32>,
}

impl<'f> Stays<'f> {
    /// Finds out which swaps belong together.
    ///
    /// The error says why nobody knows.
    fn pair(facts: &'f Facts, hub: u32) -> Result<Result<Self, Clash>, &'static str> {
        let initial = facts.initial[0];
        let mut stays = Self {
            facts,
            first: NOBODY,
            back: vec![NOBODY; facts.len()],
            at: vec![NOBODY; facts.moments as usize],
        };
        let mut refused = None;
        // By value: its last swap up to now.
        let mut last = vec![NOBODY; facts.value_count as usize];
        for (operation, place) in (0..).zip(0..facts.len()) {
            let (from, to) = (facts.values[place], facts.swapped_for[place]);
            let value = if from == hub { to } else { from };
            let before = std::mem::replace(&mut last[value as usize], operation);
            if before != NOBODY && facts.returned[before as usize] > facts.invoked[place] {
                return Err("operations of one owner overlap");
            }
            let is_there = match before {
                NOBODY => initial == value,
                before => facts.swapped_for[before as usize] == value,
            };
            let is_crashed = facts.returned[place] == NEVER;
            if is_there == (from == value) {
                stays.add(operation, before, is_there);
            } else if !is_crashed && refused.is_none() {
                refused = Some(misplaced(operation, before, is_there));
            }
        }
        Ok(refused.map_or(Ok(stays), Err))
    }

    fn add(&mut self, operation: u32, before: u32, is_there: bool) {
        let returned = self.facts.returned[operation as usize];
        match (is_there, before) {
            (true, NOBODY) => self.first = operation,
            (true, before) => self.back[before as usize] = operation,
            (false, _) if returned == NEVER => {}
            (false, _) => self.at[returned as usize] = operation,
        }
    }

    /// Returns a linearization.
    fn order(&self, hub: u32) -> Result<Vec<u32>, Clash> {
        let mut order = Vec::with_capacity(self.facts.len());
        // The swap to the value that was there last, and when it was swapped back.
        let mut last = NOBODY;
        let mut end = 0;
        if self.facts.initial != [hub] {
            end = self.leave(self.first, &mut order);
        }
        for &swap in self.at.iter().filter(|&&swap| swap != NOBODY) {
            if self.facts.returned[swap as usize] < end {
                return Err(overlap(last, swap));
            }
            order.push(swap);
            end = self.leave(self.back[swap as usize], &mut order);
            last = swap;
        }
        Ok(order)
    }

    /// Places the swap back, and returns when it was invoked.
    fn leave(&self, back: u32, order: &mut Vec<u32>) -> u32 {
        if back == NOBODY {
            return NEVER;
        }
        order.push(back);
        self.facts.invoked[back as usize]
    }
}

/// Says that a value was there while another one was, which was swapped to or there from the start.
fn overlap(one: u32, other: u32) -> Clash {
    if one == NOBODY {
        return clash(Reason::NoFirst, vec![other], other);
    }
    clash(Reason::Exclude, vec![one, other], other)
}

/// Says what is wrong with an operation that does not fit the one before it of the same value.
fn misplaced(operation: u32, before: u32, is_there: bool) -> Clash {
    let (reason, operations) = match (is_there, before) {
        (true, NOBODY) => (Reason::NoFirst, vec![operation]),
        (true, before) => (Reason::Kept, vec![before, operation]),
        (false, NOBODY) => (Reason::Unproduced, vec![operation]),
        (false, before) => (Reason::Unmade, vec![before, operation]),
    };
    clash(reason, operations, operation)
}

fn clash(reason: Reason, operations: Vec<u32>, known_by: u32) -> Clash {
    Clash {
        reason,
        operations,
        known_by,
    }
}
