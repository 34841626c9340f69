use rayon::prelude::*;

use crate::Limit;
use crate::budget::{Budget, GaveUp};
use crate::configuration::{Node, NodeSet, prune};
use crate::expansion::{Bound, Cut, Ended, Expansion, Findings};
use crate::shortcut::drop_followers;

/// The search return by return: all configurations before a return, then all before the next.
///
/// It holds one layer at a time, and drops from it what another configuration dominates. It refuses a
/// history at the first return that no configuration gets past: the shortest prefix that has no
/// linearization.
pub(crate) struct Layers<'p, 'm, const N: usize> {
    pub(crate) expansion: Expansion<'p, 'm, N>,
    nodes: Vec<Node<N>>,
    next: NodeSet<N>,
    /// The return at which it stands: all of `nodes` are before it.
    layer: u32,
    trail_kept: usize,
}

/// From this many configurations on a layer is expanded by several threads.
const WIDE: usize = 4_096;
/// How many configurations one of them takes at a time.
const CHUNK: usize = 1_024;

/// How many chunks are expanded at the same time, at most; each may use that share of the memory.
const ABREAST: usize = 16;

/// How a search ended that was not ended by a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Every return was passed; the last step of one way there.
    End(u32),
    /// No configuration gets past the return of this layer.
    Wall(u32),
}

impl<'p, 'm, const N: usize> Layers<'p, 'm, N> {
    pub(crate) fn new(expansion: Expansion<'p, 'm, N>) -> Self {
        Self {
            expansion,
            nodes: vec![Node::START],
            next: NodeSet::new(),
            layer: 0,
            trail_kept: 0,
        }
    }

    /// Searches past `returns` returns, within the bound for each of them.
    ///
    /// `None` says that the bound was too narrow. The search stands before a return then, as after an
    /// error, and can be run again with another bound and budget.
    pub(crate) fn run(
        &mut self,
        budget: &Budget<'_>,
        bound: Bound,
        returns: u32,
    ) -> Result<Option<Found>, GaveUp> {
        while self.layer < returns {
            self.expansion.enter(self.layer);
            let before = self.expansion.visited;
            self.next.clear();
            let ended = self.expand(bound, budget)?;
            let visited = self.expansion.visited - before;
            budget.advance.reach(self.layer, visited);
            if ended == Ended::Cut && bound.cut == Cut::Pause {
                return Ok(None);
            }
            if self.next.len() == 0 {
                return Ok(Some(Found::Wall(self.layer)));
            }
            self.step();
            budget.check(self.expansion.visited, self.bytes())?;
        }
        let cheapest = self.nodes.iter().min_by_key(|node| node.cost);
        Ok(cheapest.map(|node| Found::End(node.trail)))
    }

    fn expand(&mut self, bound: Bound, budget: &Budget<'_>) -> Result<Ended, GaveUp> {
        if self.nodes.len() >= WIDE && bound.cut == Cut::Nothing {
            return self.expand_side_by_side(budget);
        }
        self.expansion
            .expand(&self.nodes, &mut self.next, bound, budget)
    }

    /// Expands a wide layer in chunks of one size, whatever the number of threads, and puts what they
    /// found together in their order.
    fn expand_side_by_side(&mut self, budget: &Budget<'_>) -> Result<Ended, GaveUp> {
        let nodes = std::mem::take(&mut self.nodes);
        let ended = self.expand_in_chunks(&nodes, budget);
        self.nodes = nodes;
        ended
    }

    fn expand_in_chunks(
        &mut self,
        nodes: &[Node<N>],
        budget: &Budget<'_>,
    ) -> Result<Ended, GaveUp> {
        for chunks in nodes.chunks(CHUNK * ABREAST) {
            budget.check(self.expansion.visited, self.bytes())?;
            let free = budget.memory_bytes.saturating_sub(self.bytes());
            let share = Budget {
                memory_bytes: free / ABREAST as u64,
                ..budget.clone()
            };
            let expansion = &self.expansion;
            let found: Vec<Result<Findings<N>, GaveUp>> = (chunks.par_chunks(CHUNK))
                .map(|chunk| expand_chunk(expansion, chunk, &share))
                .collect();
            for (chunk, findings) in chunks.chunks(CHUNK).zip(found) {
                self.take_over(chunk, findings, budget)?;
            }
        }
        Ok(Ended::All)
    }

    /// Adds what a chunk has led to; one that needs more than its share is expanded again, alone.
    fn take_over(
        &mut self,
        chunk: &[Node<N>],
        findings: Result<Findings<N>, GaveUp>,
        budget: &Budget<'_>,
    ) -> Result<(), GaveUp> {
        match findings {
            Ok(findings) => {
                for node in self.expansion.adopt(findings) {
                    self.next.insert(node);
                }
            }
            Err(GaveUp::Limit(Limit::Memory { .. })) => {
                let next = &mut self.next;
                self.expansion.expand(chunk, next, Bound::NONE, budget)?;
            }
            Err(reason) => return Err(reason),
        }
        Ok(())
    }

    /// Returns the search and the configurations before the return at which it stands.
    pub(crate) fn into_nodes(self) -> (Expansion<'p, 'm, N>, Vec<Node<N>>) {
        (self.expansion, self.nodes)
    }

    /// Makes what was found behind the return the layer to search from.
    fn step(&mut self) {
        self.nodes.clear();
        self.nodes.extend_from_slice(self.next.nodes());
        prune(
            &mut self.nodes,
            &self.expansion.tape,
            &self.expansion.usages,
        );
        drop_followers(&mut self.nodes, &mut self.expansion);
        self.layer += 1;
        self.forget_trails();
    }

    /// Drops the steps that lead nowhere, each time they could have doubled.
    fn forget_trails(&mut self) {
        if self.expansion.trail.len() > 2 * self.trail_kept + (1 << 16) {
            let ends = self.nodes.iter_mut().map(|node| &mut node.trail);
            self.expansion.trail.keep_only(ends);
            self.trail_kept = self.expansion.trail.len();
        }
    }

    fn bytes(&self) -> u64 {
        let nodes = self.nodes.capacity() * size_of::<Node<N>>();
        self.expansion.bytes() + self.next.bytes() + nodes as u64
    }
}

fn expand_chunk<const N: usize>(
    expansion: &Expansion<'_, '_, N>,
    nodes: &[Node<N>],
    budget: &Budget<'_>,
) -> Result<Findings<N>, GaveUp> {
    let mut fork = expansion.fork();
    let mut next = NodeSet::new();
    fork.expand(nodes, &mut next, Bound::NONE, budget)?;
    let mut nodes = next.into_nodes();
    prune(&mut nodes, &fork.tape, &fork.usages);
    Ok(fork.into_findings(nodes))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use lockstep_history::{Event, History};
    use lockstep_models::QueueOp::{Dequeue, Enqueue};
    use lockstep_models::{FifoQueue, PoolRet, QueueOp};

    use super::*;
    use crate::Limits;
    use crate::configuration::Configuration;
    use crate::expansion::Counted;
    use crate::part::{Part, Subject};
    use crate::progress::{Advance, Progress};
    use crate::tape::Tape;

    /// Values are put into a queue four at a time, and taken out in another order.
    fn queue(rounds: u64) -> History<QueueOp<u64>, PoolRet<u64>> {
        let round = |round: u64| {
            let values = round * 4..round * 4 + 4;
            let put = |value: u64| Event::Invoke(value % 4, Enqueue(value));
            let taken = |value: u64| Event::Ok(value % 4, PoolRet::Got(value ^ 1));
            (values.clone().map(put))
                .chain((0..4).map(|process| Event::Ok(process, PoolRet::Done)))
                .chain((0..4).map(|process| Event::Invoke(process, Dequeue)))
                .chain(values.map(taken))
        };
        History::from_events((0..rounds).flat_map(round)).expect("each returns before it goes on")
    }

    #[test]
    fn a_search_that_was_interrupted_goes_on_where_it_stood() {
        let history = queue(20);
        let operations: Vec<u32> = (0..160).collect();
        let model = FifoQueue::new();
        let part = Part::new(&model, &history, &operations);
        let (limits, progress) = (Limits::default(), Progress::default());
        let (never, advance) = (AtomicBool::new(false), Advance::new(&progress));
        for share in [1, 10, 100, 1_000] {
            let expansion =
                Expansion::new(Tape::<1>::new(&part.problem), part.machine(), Counted::All);
            let mut layers = Layers::new(expansion);
            let mut budget = Budget {
                limits: &limits,
                cancelled: &never,
                advance: &advance,
                configurations: 0,
                memory_bytes: limits.memory_bytes,
            };
            let found = loop {
                budget.configurations += share;
                match layers.run(&budget, Bound::NONE, part.problem.returns) {
                    Err(GaveUp::Budget) => {}
                    found => break found,
                }
            };
            let Ok(Some(Found::End(last))) = found else {
                panic!("{found:?} after shares of {share}");
            };
            assert_eq!(
                layers.expansion.order(last).len(),
                history.operations().len()
            );
        }
    }

    /// Returns what the configurations before the next return are, in an order of their own.
    fn described(layers: &Layers<'_, '_, 1>) -> Vec<String> {
        let describe = |node: &Node<1>| {
            let Configuration {
                state, discharged, ..
            } = node.configuration;
            let steps = layers.expansion.trail.path(node.trail);
            let shown = layers.expansion.machine.show(state);
            let last = steps.last().map(|step| step.state);
            assert_eq!(last, Some(state), "the trail leads to the configuration");
            format!("{shown} {discharged:?}")
        };
        let mut described: Vec<String> = layers.nodes.iter().map(describe).collect();
        described.sort_unstable();
        described
    }

    #[test]
    fn a_wide_layer_leads_to_the_same_side_by_side() {
        // Eight values are put at once, so that each order of them is a state of its own.
        let puts = (0..8).map(|value| Event::Invoke(value, Enqueue(value)));
        let history = puts.chain((0..8).map(|process| Event::Ok(process, PoolRet::Done)));
        let history = History::from_events(history).expect("each returns once");
        let (operations, model): (Vec<u32>, _) = ((0..8).collect(), FifoQueue::new());
        let part = Part::new(&model, &history, &operations);
        let (limits, progress) = (Limits::default(), Progress::default());
        let (never, advance) = (AtomicBool::new(false), Advance::new(&progress));
        let budget = Budget {
            limits: &limits,
            cancelled: &never,
            advance: &advance,
            configurations: u64::MAX,
            memory_bytes: limits.memory_bytes,
        };
        let layers = || {
            let tape = Tape::<1>::new(&part.problem);
            Layers::new(Expansion::new(tape, part.machine(), Counted::All))
        };
        let (mut together, mut alone) = (layers(), layers());
        // What may pause is expanded by one thread.
        let pausing = Bound {
            cut: Cut::Pause,
            ..Bound::NONE
        };
        let mut widest = 0;
        for returns in 1..=part.problem.returns {
            for (layers, bound) in [(&mut together, Bound::NONE), (&mut alone, pausing)] {
                let found = layers.run(&budget, bound, returns);
                assert!(matches!(found, Ok(Some(Found::End(_)))));
            }
            widest = widest.max(together.nodes.len());
            assert_eq!(described(&together), described(&alone));
        }
        assert!(widest >= WIDE, "no layer of {widest} is wide");
    }
}
