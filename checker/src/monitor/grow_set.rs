use crate::clash::{Clash, Reason};
use crate::monitor::Finding;
use crate::monitor::facts::{Act, Facts};
use crate::monitor::lists;
use crate::monitor::sources::NOBODY;
use crate::monitor::steps::{Inverted, Steps};
use crate::problem::NEVER;
use crate::scratch::List;

/// Judges a set to which values are added, none are removed, and which is read as a whole.
///
/// Of any two reads one must include the other, and all of them what was there at the start. Then the
/// reads come by size, and a value that somebody read must have been added between the last read without
/// it and the first with it. No addition of it can come before that, and one must not come later; let
/// that be the one that was invoked first, which can come earliest. Reads and those first additions stand
/// on [`Steps`]. A further addition must come after the same reads and changes nothing: whoever is put
/// where it can come first, at its invocation or at the last one from the steps below, is in the way of
/// nobody. What nobody read comes last, or never took effect if it crashed.
///
/// # Complexity
///
/// Linear in the number of operations and what the reads hold; n log n for n that were added again.
///
/// # Sources
///
/// Our own, tested against brute force.
pub(crate) fn judge(facts: &Facts) -> Finding {
    let growth = match Growth::read(facts, lists::reads(facts)) {
        Ok(growth) => growth,
        Err(finding) => return finding,
    };
    growth.order().map_or_else(Finding::Clash, Finding::Order)
}

/// How the set grew, as the reads tell.
struct Growth<'f> {
    facts: &'f Facts,
    /// By size, then by invocation.
    reads: List,
    /// By value: how many reads of other sizes came before it was there; [`NOBODY`] if nobody read it.
    levels: Vec<u32>,
    /// How many sizes there are.
    sizes: u32,
    /// By value: whether it was there at the start.
    is_initial: Vec<bool>,
}

/// Which reads saw a value.
#[derive(Clone, Copy, Debug)]
struct Seen {
    level: u32,
    last: u32,
}

impl Seen {
    const NEVER: Self = Self {
        level: NOBODY,
        last: NOBODY,
    };
}

/// Returns what a read saw.
fn held(facts: &Facts, read: u32) -> &[u32] {
    facts.list(facts.values[read as usize])
}

fn refuse(facts: &Facts, reason: Reason, operations: Vec<u32>) -> Finding {
    Finding::Clash(lists::clash(facts, reason, operations))
}

impl<'f> Growth<'f> {
    fn read(facts: &'f Facts, mut reads: List) -> Result<Self, Finding> {
        reads.sort_by_key(|&read| held(facts, read).len());
        let mut values = vec![Seen::NEVER; facts.value_count as usize];
        let mut level = 0;
        let (mut met, mut before) = (0, None);
        for &read in &reads {
            let list = held(facts, read);
            level += u32::from(before.is_some_and(|it| held(facts, it).len() < list.len()));
            for &value in list {
                let seen = &mut values[value as usize];
                if seen.last == read {
                    return Err(Finding::Open("a read of a set holds a value twice"));
                }
                seen.last = read;
                if seen.level == NOBODY {
                    seen.level = level;
                    met += 1;
                }
            }
            if let Some(before) = before.filter(|_| met > list.len()) {
                return Err(refuse(facts, Reason::Apart, vec![before, read]));
            }
            before = Some(read);
        }
        let levels: Vec<u32> = values.into_iter().map(|seen| seen.level).collect();
        let mut is_initial = vec![false; facts.value_count as usize];
        for &value in &facts.initial {
            is_initial[value as usize] = true;
            if let Some(&least) = reads.first()
                && levels[value as usize] != 0
            {
                return Err(refuse(facts, Reason::Lost, vec![least]));
            }
        }
        Ok(Self {
            facts,
            sizes: level + u32::from(!reads.is_empty()),
            reads,
            levels,
            is_initial,
        })
    }

    /// Returns a linearization.
    fn order(&self) -> Result<Vec<u32>, Clash> {
        let (steps, again) = self.steps()?;
        let shows = |put: u32| self.first_at(steps.of[put as usize] / 2);
        let refuse = |inverted| lists::contradiction(self.facts, inverted, shows);
        let last_below = steps.last_below(self.facts);
        let order = steps.order(self.facts, &last_below).map_err(refuse)?;
        if again.is_empty() {
            return Ok(order);
        }
        let again = self.points(again, &last_below).map_err(refuse)?;
        Ok(self.merge(&order, again, &steps, &last_below))
    }

    /// Puts the reads of each size on an odd step, and what was first added before them on the one below;
    /// and returns what was added again, with the step that it would stand on.
    fn steps(&self) -> Result<(Steps, Vec<Further>), Clash> {
        let facts = self.facts;
        let mut of = facts.scratch.filled(facts.len(), NOBODY);
        let mut again = Vec::new();
        let mut is_added = self.is_initial.clone();
        for (operation, place) in (0..).zip(0..facts.len()) {
            let returned = facts.returned[place] != NEVER;
            let value = facts.values[place] as usize;
            if facts.acts[place] != Act::Put {
                continue;
            }
            let level = self.levels[value];
            if level == NOBODY {
                of[place] = if returned { 2 * self.sizes } else { NOBODY };
            } else if !std::mem::replace(&mut is_added[value], true) {
                of[place] = 2 * level;
            } else if returned {
                let step = if self.is_initial[value] { 0 } else { 2 * level };
                again.push(Further { operation, step });
            }
        }
        let unput = |(level, is_added): &(&u32, &bool)| **level != NOBODY && !**is_added;
        if let Some((&level, _)) = self.levels.iter().zip(&is_added).find(unput) {
            let read = self.first_at(level);
            return Err(lists::clash(facts, Reason::Unput, vec![read]));
        }
        let (mut level, mut size) = (0, None);
        for &read in &self.reads {
            let held = held(facts, read).len();
            level += u32::from(size.is_some_and(|size| size < held));
            size = Some(held);
            of[read as usize] = 2 * level + 1;
        }
        let count = 2 * self.sizes + 1;
        Ok((Steps { of, count }, again))
    }

    /// Returns when each further addition can take effect first, in that order.
    fn points(&self, again: Vec<Further>, last_below: &[u32]) -> Result<Vec<(u32, u32)>, Inverted> {
        let mut points = Vec::with_capacity(again.len());
        for Further { operation, step } in again {
            Steps::inversion(self.facts, last_below, operation, step)?;
            points.push((self.point(operation, step, last_below), operation));
        }
        points.sort_unstable();
        Ok(points)
    }

    fn point(&self, operation: u32, step: u32, last_below: &[u32]) -> u32 {
        let invoked = |it: u32| self.facts.invoked[it as usize];
        match last_below[step as usize] {
            NOBODY => invoked(operation),
            below => invoked(operation).max(invoked(below)),
        }
    }

    /// Puts further additions into an order, each behind all that can take effect as early as it.
    fn merge(
        &self,
        order: &[u32],
        again: Vec<(u32, u32)>,
        steps: &Steps,
        last_below: &[u32],
    ) -> Vec<u32> {
        let mut merged = Vec::with_capacity(order.len() + again.len());
        let mut again = again.into_iter().peekable();
        for &operation in order {
            let point = self.point(operation, steps.of[operation as usize], last_below);
            while let Some((_, further)) = again.next_if(|further| further.0 < point) {
                merged.push(further);
            }
            merged.push(operation);
        }
        merged.extend(again.map(|(_, further)| further));
        merged
    }

    /// Returns the first read to return of those on this level.
    fn first_at(&self, level: u32) -> u32 {
        let size = |read: u32| held(self.facts, read).len();
        let mut sizes: Vec<usize> = self.reads.iter().map(|&read| size(read)).collect();
        sizes.dedup();
        let reads = self.reads.iter().copied();
        let reads = reads.filter(|&read| size(read) == sizes[level as usize]);
        let first = reads.min_by_key(|&read| self.facts.returned[read as usize]);
        first.expect("there are reads on every level")
    }
}

/// An addition of what is there already, and the step that the first one stands on.
#[derive(Clone, Copy, Debug)]
struct Further {
    operation: u32,
    step: u32,
}
