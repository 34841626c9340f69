use crate::clash::{Clash, Reason};
use crate::dense::dense;
use crate::monitor::Finding;
use crate::monitor::facts::{Act, Facts};
use crate::problem::NEVER;
use crate::scratch::List;

/// What each operation on a register saw: the operation that produced the value.
#[derive(Debug)]
pub(crate) struct Sources {
    /// By operation; [`NOBODY`] for writes, and for crashed operations that need not have happened.
    pub(crate) of: List,
    /// Whether the operation took effect in every linearization that there is.
    pub(crate) needed: Vec<bool>,
}

/// No operation.
pub(crate) const NOBODY: u32 = u32::MAX;
/// Who produced the initial value.
pub(crate) const START: u32 = u32::MAX - 1;
/// More than one operation.
const SEVERAL: u32 = u32::MAX - 2;

/// How many operations that produced the same value are looked at for one that saw it.
const LOOKS: usize = 64;

impl Sources {
    /// Finds out which operation every other one saw.
    ///
    /// A value that several operations produced is one's own where all others that produced it come
    /// later or were overwritten before; else nothing is found, and the finding is open.
    pub(crate) fn find(facts: &Facts) -> Result<Self, Finding> {
        let mut search = Search {
            facts,
            producers: producers(facts),
            repeated: None,
            sources: Self {
                of: facts.scratch.filled(facts.len(), NOBODY),
                needed: vec![false; facts.len()],
            },
        };
        for operation in 0..facts.len() {
            if facts.returned[operation] != NEVER {
                search.need(operation)?;
            }
        }
        Ok(search.sources)
    }
}

struct Search<'f> {
    facts: &'f Facts,
    /// By value: who produced it.
    producers: List,
    /// What is known of values that several operations produced, once it is asked for.
    repeated: Option<Repeated>,
    sources: Sources,
}

impl Search<'_> {
    /// Notes that an operation took effect, and with it whatever it saw.
    fn need(&mut self, returned: usize) -> Result<(), Finding> {
        let mut operation = returned;
        while !self.sources.needed[operation] {
            self.sources.needed[operation] = true;
            if matches!(self.facts.acts[operation], Act::Write | Act::Differs) {
                return Ok(());
            }
            let source = self.source(operation, dense(returned))?;
            self.sources.of[operation] = source;
            if source == START || self.facts.returned[source as usize] != NEVER {
                return Ok(());
            }
            operation = source as usize;
        }
        Ok(())
    }

    fn source(&mut self, operation: usize, known_by: u32) -> Result<u32, Finding> {
        let place = dense(operation);
        let value = self.facts.values[operation];
        let source = match self.producers[value as usize] {
            NOBODY => return Err(clash(Reason::Unproduced, vec![place], known_by)),
            SEVERAL => self.one_of_several(operation, known_by)?,
            one => one,
        };
        let is_early =
            source != START && self.facts.invoked[source as usize] > self.facts.returned[operation];
        if is_early {
            return Err(clash(Reason::Early, vec![place, source], known_by));
        }
        Ok(source)
    }

    /// Returns the only operation of those that produced the same value that this one can have seen.
    fn one_of_several(&mut self, operation: usize, known_by: u32) -> Result<u32, Finding> {
        let repeated = self
            .repeated
            .get_or_insert_with(|| Repeated::of(self.facts));
        repeated.source(self.facts, operation, known_by)
    }
}

fn clash(reason: Reason, operations: Vec<u32>, known_by: u32) -> Finding {
    Finding::Clash(Clash {
        reason,
        operations,
        known_by,
    })
}

/// Which product an act has: nothing, what it wrote, or what it swapped a value for.
const PRODUCT: [usize; Act::COUNT] = {
    let mut product = [0; Act::COUNT];
    product[Act::Write as usize] = 1;
    product[Act::Swap as usize] = 2;
    product[Act::MaySwap as usize] = 2;
    product
};

/// Returns the value that an operation produced, or the number behind all values if it produced none.
fn product(facts: &Facts, operation: usize) -> u32 {
    let nothing = facts.value_count;
    let swapped = facts.swapped_for.get(operation).copied();
    let products = [nothing, facts.values[operation], swapped.unwrap_or(nothing)];
    products[PRODUCT[facts.acts[operation] as usize]]
}

/// Returns by value who produced it: [`NOBODY`], an operation, [`START`] or [`SEVERAL`].
fn producers(facts: &Facts) -> List {
    // Behind all values stands what produced none: so nothing branches on which operations do.
    let mut producers = (facts.scratch).filled(facts.value_count as usize + 1, NOBODY);
    for &value in &facts.initial {
        producers[value as usize] = START;
    }
    for (place, operation) in (0..).zip(0..facts.len()) {
        let producer = &mut producers[product(facts, operation) as usize];
        *producer = if *producer == NOBODY { place } else { SEVERAL };
    }
    producers
}

/// Who produced values that several operations produced, and what can have been overwritten when.
struct Repeated {
    /// Operations that produced something, by value and then by invocation.
    producers: Vec<u32>,
    /// Where those of each value end, and those of the next begin.
    ends: Vec<u32>,
    /// When the last of those returned of one value, up to each.
    last_return: Vec<u32>,
    /// By moment: one more than when the last was invoked of those that produced a value and returned
    /// before it. What returned earlier than that was overwritten by then.
    overwritten: Vec<u32>,
}

impl Repeated {
    fn of(facts: &Facts) -> Self {
        let mut ends = vec![0_u32; facts.value_count as usize];
        let products = || {
            let products = (0..facts.len()).map(|it| (it, product(facts, it)));
            products.filter(|(_, value)| *value < facts.value_count)
        };
        products().for_each(|(_, value)| ends[value as usize] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum - *end;
        }
        let mut producers = vec![0; sum as usize];
        let mut overwritten = vec![0; facts.moments as usize];
        for (operation, value) in products() {
            let end = &mut ends[value as usize];
            producers[*end as usize] = dense(operation);
            *end += 1;
            let returned = facts.returned[operation];
            if returned != NEVER {
                overwritten[returned as usize] = facts.invoked[operation] + 1;
            }
        }
        let mut latest = 0;
        for moment in &mut overwritten {
            latest = latest.max(*moment);
            *moment = latest;
        }
        let mut last_return: Vec<u32> = (producers.iter())
            .map(|&it| facts.returned[it as usize])
            .collect();
        let mut start = 0;
        for &end in &ends {
            for place in start + 1..end as usize {
                last_return[place] = last_return[place].max(last_return[place - 1]);
            }
            start = end as usize;
        }
        Self {
            producers,
            ends,
            last_return,
            overwritten,
        }
    }

    fn source(&self, facts: &Facts, operation: usize, known_by: u32) -> Result<u32, Finding> {
        let place = dense(operation);
        let value = facts.values[operation];
        let (invoked, returned) = (facts.invoked[operation], facts.returned[operation]);
        let overwritten = self.overwritten[invoked as usize];
        let start = match (value as usize).checked_sub(1) {
            None => 0,
            Some(before) => self.ends[before] as usize,
        };
        let all = &self.producers[start..self.ends[value as usize] as usize];
        let before = all.partition_point(|&it| facts.invoked[it as usize] < returned);
        let is_there = |gone: u32| gone >= overwritten.saturating_sub(1);
        let too_many = (before.checked_sub(LOOKS + 1))
            .is_some_and(|skipped| is_there(self.last_return[start + skipped]));
        let can_be = |it: &&u32| **it != place && is_there(facts.returned[**it as usize]);
        let mut candidates = all[..before].iter().rev().take(LOOKS).filter(can_be);
        let from_start = facts.initial.contains(&value) && overwritten == 0;
        let open = Finding::Open("the same value was written several times");
        match (candidates.next(), candidates.next(), from_start) {
            _ if too_many => Err(open),
            (Some(&one), None, false) => Ok(one),
            (None, None, true) => Ok(START),
            (None, None, false) => Err(clash(Reason::Unproduced, vec![place], known_by)),
            _ => Err(open),
        }
    }
}
