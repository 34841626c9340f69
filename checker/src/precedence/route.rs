use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::HashSet;

use crate::precedence::graph::{Cyclic, Graph};
use crate::precedence::lists::Lists;

/// Finds ways through a graph that are short for people.
pub(crate) struct Route<'g> {
    graph: &'g Graph<'g>,
    outgoing: Lists,
}

/// One step of a way, from an operation to one that must come after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) why: Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The same process did it later.
    Program,
    /// It read what was written.
    ReadsFrom,
    /// The entry of [`Graph::derived`].
    Derived(u32),
}

/// What a step costs: what one process does in turn is one step to a reader, and what was derived has
/// to be explained.
const fn cost(why: Cause) -> u64 {
    match why {
        Cause::Program => 0,
        Cause::ReadsFrom => 1,
        Cause::Derived(_) => 4,
    }
}

/// How many operations of a cycle are tried as the start of a shorter one.
const TRIED: usize = 32;

impl<'g> Route<'g> {
    pub(crate) fn new(graph: &'g Graph<'g>) -> Self {
        Self {
            graph,
            outgoing: graph.outgoing(),
        }
    }

    /// Returns the way from one operation to another, over what was known before a round.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub(crate) fn path(&self, from: u32, to: u32, round: u32) -> Vec<Hop> {
        let found = self.search(from, to, round, &|_| true);
        joined(&found.expect("clocks say that there is a way").1)
    }

    /// Returns a cycle; of several the one that is found to be the shortest.
    pub(crate) fn cycle(&self, cyclic: &Cyclic) -> Vec<Hop> {
        let is_stuck = |number: u32| cyclic.stuck[number as usize];
        let on_it = self.some_cycle(cyclic);
        let cycles = (on_it.iter().take(TRIED))
            .filter_map(|&start| self.search(start, start, u32::MAX, &is_stuck));
        let shortest = cycles.min_by_key(|(cost, hops)| (*cost, hops.len()));
        joined(&shortest.expect("what is stuck goes round").1)
    }

    /// Returns operations of some cycle, found by going back from what is stuck.
    fn some_cycle(&self, cyclic: &Cyclic) -> Vec<u32> {
        let stuck = (0u32..).zip(&cyclic.stuck).filter(|(_, stuck)| **stuck);
        let mut before = vec![u32::MAX; cyclic.stuck.len()];
        for (number, _) in stuck.clone() {
            self.graph.each_next(number, &self.outgoing, |next| {
                before[next as usize] = before[next as usize].min(number);
            });
        }
        let mut number = stuck.clone().next().expect("something is stuck").0;
        let mut met = HashSet::new();
        while met.insert(number) {
            number = before[number as usize];
        }
        let mut cycle = vec![number];
        let mut next = before[number as usize];
        while next != number {
            cycle.push(next);
            next = before[next as usize];
        }
        cycle.sort_unstable();
        cycle
    }

    /// Searches the cheapest way of at least one step.
    fn search(
        &self,
        from: u32,
        to: u32,
        round: u32,
        allowed: &dyn Fn(u32) -> bool,
    ) -> Option<(u64, Vec<Hop>)> {
        let mut reached: Vec<Option<(u64, Hop)>> = vec![None; self.graph.accesses.all.len()];
        let mut ahead = BinaryHeap::from([Reverse((0, from))]);
        let mut begun = false;
        while let Some(Reverse((spent, number))) = ahead.pop() {
            if begun && number == to {
                return Some((spent, back(&reached, from, to)));
            }
            let stale = |(best, _): (u64, Hop)| best < spent;
            if begun && reached[number as usize].is_some_and(stale) {
                continue;
            }
            begun = true;
            self.each_hop(number, round, |hop| {
                let spent = spent + cost(hop.why);
                let best = &mut reached[hop.to as usize];
                if allowed(hop.to) && best.is_none_or(|(best, _)| spent < best) {
                    *best = Some((spent, hop));
                    ahead.push(Reverse((spent, hop.to)));
                }
            });
        }
        None
    }

    fn each_hop(&self, from: u32, round: u32, mut visit: impl FnMut(Hop)) {
        let accesses = self.graph.accesses;
        let mut hop = |to, why| visit(Hop { from, to, why });
        if let Some(next) = accesses.sessions.next(from) {
            hop(next, Cause::Program);
        }
        for &read in accesses.readers.of(from) {
            hop(read, Cause::ReadsFrom);
        }
        for &index in self.outgoing.of(from) {
            let derived = &self.graph.derived[index as usize];
            if derived.round < round {
                hop(derived.to, Cause::Derived(index));
            }
        }
    }
}

/// Goes the way back that was reached.
fn back(reached: &[Option<(u64, Hop)>], from: u32, to: u32) -> Vec<Hop> {
    let mut hops = Vec::new();
    let mut number = to;
    while number != from || hops.is_empty() {
        let (_, hop) = reached[number as usize].expect("it was reached");
        hops.push(hop);
        number = hop.from;
    }
    hops.reverse();
    hops
}

/// Makes one step of what a process did in turn.
fn joined(hops: &[Hop]) -> Vec<Hop> {
    let mut joined: Vec<Hop> = Vec::new();
    for hop in hops {
        match joined.last_mut() {
            Some(last) if (last.why, hop.why) == (Cause::Program, Cause::Program) => {
                last.to = hop.to;
            }
            _ => joined.push(*hop),
        }
    }
    // A cycle may begin in the middle of what a process did.
    if let [first, .., last] = joined[..]
        && first.from == last.to
        && (first.why, last.why) == (Cause::Program, Cause::Program)
    {
        joined[0].from = last.from;
        joined.pop();
    }
    joined
}
