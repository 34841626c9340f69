use crate::causal::{Bad, within};
use crate::precedence::accesses::{Accesses, Source};
use crate::precedence::clocks::Clocks;
use crate::precedence::contradiction::Pattern;
use crate::precedence::graph::{Derived, Graph, Rule};
use crate::precedence::route::{Cause, Hop, Route};
use crate::{Limit, Limits};

/// What is among the causes of each operation: what its process did before, what was read there, and
/// the causes of those.
pub(crate) struct Causes {
    /// All operations, causes before effects.
    pub(crate) order: Vec<u32>,
    pub(crate) clocks: Clocks,
}

/// Finds the causes of all operations, or a pattern that no causally consistent history has: an
/// operation among its own causes, or a read of what it had to know to be overwritten.
///
/// # Complexity
///
/// O(*n* · *k* · log *n*) for *n* operations of *k* processes, and 4 · *n* · *k* bytes.
pub(crate) fn causes(accesses: &Accesses, limits: &Limits) -> Result<Result<Causes, Bad>, Limit> {
    within(limits, Clocks::bytes(&accesses.sessions))?;
    let mut graph = Graph::new(accesses);
    let mut clocks = Clocks::new(&accesses.sessions);
    let order = match graph.order(&mut clocks) {
        Ok(order) => order,
        Err(cyclic) => {
            let cycle = Route::new(&graph).cycle(&cyclic);
            return Ok(Err(Bad::new(Pattern::CyclicCO, &graph, &cycle)));
        }
    };
    within(limits, Clocks::bytes(&accesses.sessions))?;
    let causes = Causes { order, clocks };
    match overwritten(accesses, &causes.clocks) {
        None => Ok(Ok(causes)),
        Some(stale) => Ok(Err(stale.explain(&mut graph))),
    }
}

/// A read of what a write had overwritten that is among its causes.
struct Stale {
    read: u32,
    /// What wrote what was read; `None` if it was there at the start.
    source: Option<u32>,
    write: u32,
}

/// Returns the first such read of the history.
fn overwritten(accesses: &Accesses, clocks: &Clocks) -> Option<Stale> {
    let sessions = &accesses.sessions;
    let reads = (0u32..).zip(&accesses.all).filter_map(|(read, access)| {
        let source = match access.reads? {
            Source::Write(write) => Some(write),
            Source::Start => None,
            Source::Nobody => return None,
        };
        let mut known = last_writes(accesses, clocks, read);
        let write = known
            .find(|&write| source.is_none_or(|source| clocks.is_before(sessions, source, write)))?;
        Some(Stale {
            read,
            source,
            write,
        })
    });
    reads.min_by_key(|stale| sessions.places[stale.read as usize])
}

/// Returns the last write of each process, to the register that it reads, among the causes of a read.
///
/// Those before them are among the causes of these.
pub(crate) fn last_writes<'a>(
    accesses: &'a Accesses,
    clocks: &'a Clocks,
    read: u32,
) -> impl Iterator<Item = u32> + 'a {
    let (sessions, writers) = (&accesses.sessions, &accesses.writers);
    let row = clocks.row(read);
    (writers.of(accesses.register(read)).iter()).filter_map(move |&writes| {
        let end = sessions.start(writes.process) + row[writes.process as usize];
        writers.last_below(writes, end)
    })
}

impl Stale {
    fn explain(&self, graph: &mut Graph<'_>) -> Bad {
        let &Stale {
            read,
            source,
            write,
        } = self;
        let (from, to, rule, pattern) = if let Some(source) = source {
            (write, source, Rule::Seen { read }, Pattern::WriteCORead)
        } else {
            let rule = Rule::Overwritten { write: None };
            (read, write, rule, Pattern::WriteCOInitRead)
        };
        let index = graph.push(Derived {
            from,
            to,
            rule,
            round: 1,
        });
        let mut cycle = Route::new(graph).path(to, from, 1);
        cycle.push(Hop {
            from,
            to,
            why: Cause::Derived(index),
        });
        Bad::new(pattern, graph, &cycle)
    }
}
