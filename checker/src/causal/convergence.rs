use crate::Witness;
use crate::causal::causes::{Causes, last_writes};
use crate::causal::{Bad, Found};
use crate::precedence::accesses::{Accesses, Source};
use crate::precedence::contradiction::Pattern;
use crate::precedence::graph::{Derived, Graph, Rule};
use crate::precedence::route::Route;

/// Looks for one order of all operations in which every read gets the last write among its causes.
///
/// A write among the causes of a read must come before the one that the read got (the conflict order of
/// Bouajjani et al.). Any order that keeps this, and causes before effects, will do.
///
/// # Complexity
///
/// O(*n* · *k* · log *n*) for *n* operations of *k* processes.
pub(crate) fn convergence(accesses: &Accesses, causes: Causes) -> Found {
    let mut graph = Graph::new(accesses);
    let mut clocks = causes.clocks;
    for (read, access) in (0u32..).zip(&accesses.all) {
        let Some(Source::Write(source)) = access.reads else {
            continue;
        };
        for write in last_writes(accesses, &clocks, read) {
            if write != source && !clocks.is_before(&accesses.sessions, write, source) {
                graph.derived.push(Derived {
                    from: write,
                    to: source,
                    rule: Rule::Seen { read },
                    round: 1,
                });
            }
        }
    }
    match graph.order(&mut clocks) {
        Ok(order) => Found::Good(Witness {
            order: places(accesses, &order),
            ..Witness::default()
        }),
        Err(cyclic) => {
            let cycle = Route::new(&graph).cycle(&cyclic);
            Found::Bad(Bad::new(Pattern::CyclicCF, &graph, &cycle))
        }
    }
}

/// Returns where operations stand in the history.
pub(crate) fn places(accesses: &Accesses, order: &[u32]) -> Vec<u32> {
    let place = |number: &u32| accesses.sessions.places[*number as usize];
    order.iter().map(place).collect()
}
