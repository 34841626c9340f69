use crate::budget::{Budget, GaveUp};
use crate::precedence::accesses::{Accesses, Source};
use crate::precedence::clocks::Clocks;
use crate::precedence::graph::{Derived, Graph, Rule};
use crate::precedence::proof::{Proof, prove};
use crate::precedence::route::Route;

/// After how many rounds the search goes on with what is known.
const ROUNDS: u32 = 256;

/// What must come before what in any sequential order, or why there is none.
pub(crate) enum Saturated {
    Ordered(Clocks),
    Cyclic(Proof),
}

/// Derives what must come before what, until nothing new follows.
///
/// In a sequential order nothing is written to a register between a write and those that read from it:
/// what is written before such a read comes before the write that it got, and what is written after that
/// write comes after the read. Without a cycle there may be an order or not.
///
/// # Complexity
///
/// O(*r* · *n* · *k* · log *n*) for *n* operations of *k* processes and *r* rounds, and 4 · *n* · *k* bytes.
///
/// # Sources
///
/// The rules are those of Zennou, Bouajjani, Enea and Erradi (CAV 2019).
pub(crate) fn saturate(accesses: &Accesses, budget: &Budget<'_>) -> Result<Saturated, GaveUp> {
    let mut graph = Graph::new(accesses);
    budget.check(0, Clocks::bytes(&accesses.sessions))?;
    let mut clocks = Clocks::new(&accesses.sessions);
    for round in 1.. {
        budget.check(0, Clocks::bytes(&accesses.sessions))?;
        if let Err(cyclic) = graph.order(&mut clocks) {
            let cycle = Route::new(&graph).cycle(&cyclic);
            return Ok(Saturated::Cyclic(prove(&graph, &cycle)));
        }
        let found = derive(accesses, &clocks, round);
        if found.is_empty() || round == ROUNDS {
            break;
        }
        graph.derived.extend(found);
    }
    Ok(Saturated::Ordered(clocks))
}

fn derive(accesses: &Accesses, clocks: &Clocks, round: u32) -> Vec<Derived> {
    let mut derivation = Derivation {
        accesses,
        clocks,
        round,
        found: Vec::new(),
    };
    for (read, access) in (0u32..).zip(&accesses.all) {
        match access.reads {
            Some(Source::Write(source)) => {
                derivation.before_the_source(read, source);
                derivation.after_the_read(read, Some(source));
            }
            Some(Source::Start) => derivation.after_the_read(read, None),
            Some(Source::Nobody) | None => {}
        }
    }
    derivation.found
}

struct Derivation<'a> {
    accesses: &'a Accesses,
    clocks: &'a Clocks,
    round: u32,
    found: Vec<Derived>,
}

impl Derivation<'_> {
    /// Whatever is written before the read comes before what the read got.
    fn before_the_source(&mut self, read: u32, source: u32) {
        let Accesses {
            sessions, writers, ..
        } = self.accesses;
        for &row in writers.of(self.accesses.register(read)) {
            let count = self.clocks.row(read)[row.process as usize];
            // A swap writes, but not before it reads.
            let end = if row.process == sessions.process[read as usize] {
                read
            } else {
                sessions.start(row.process) + count
            };
            if let Some(write) = writers.last_below(row, end) {
                self.add(write, source, Rule::Seen { read });
            }
        }
    }

    /// Whatever is written after what the read got comes after the read.
    fn after_the_read(&mut self, read: u32, source: Option<u32>) {
        let by_register = &self.accesses.writers;
        for &row in by_register.of(self.accesses.register(read)) {
            let writes = by_register.writes(row);
            let first = writes.partition_point(|&write| match source {
                Some(source) => !self
                    .clocks
                    .is_before(&self.accesses.sessions, source, write),
                None => false,
            });
            let after = writes[first..].iter().find(|write| **write != read);
            if let Some(&write) = after {
                self.add(read, write, Rule::Overwritten { write: source });
            }
        }
    }

    /// Adds what follows, unless it is known.
    fn add(&mut self, from: u32, to: u32, rule: Rule) {
        let known = self.clocks.is_before(&self.accesses.sessions, from, to);
        if from != to && !known {
            self.found.push(Derived {
                from,
                to,
                rule,
                round: self.round,
            });
        }
    }
}
