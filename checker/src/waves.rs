use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::Limit;
use crate::budget::{Budget, GaveUp};
use crate::configuration::{Node, NodeSet};
use crate::dense::dense;
use crate::expansion::{Expansion, Findings, Led, Reached};
use crate::shards::Shards;
use crate::trail::Placed;

/// The expansion of a return by several threads, where there is much to expand.
///
/// It goes wave by wave: all configurations that use the fewest crashed operations are expanded by one
/// step, in chunks, and what sixteen chunks have found is put together before the next ones. The chunks
/// are the same whatever the number of threads, and so is what comes of them.
pub(crate) struct Waves<'w, 'p, 'm, const N: usize> {
    expansion: &'w mut Expansion<'p, 'm, N>,
    /// How many configurations a thread takes at a time.
    chunk: usize,
    /// What is still to be expanded, by the number of crashed operations used.
    waiting: BTreeMap<u32, Vec<Node<N>>>,
    met: Shards<N>,
    /// What is behind the return; instead of its last step each has a place among the `ends`.
    next: Shards<N>,
    /// The steps to whatever was found behind the return, known or not: after which step, and what was
    /// placed, if anything was.
    ends: Vec<(u32, Option<Placed>)>,
}

/// How many chunks are expanded at the same time, at most; each may use that share of the memory.
const ABREAST: usize = 16;

/// How often a chunk looks at its budget, in configurations.
const CHECKED_EVERY: usize = 64;

/// What is done with a chunk.
type Act<const N: usize> = fn(&mut Expansion<'_, '_, N>, &[Node<N>], &mut NodeSet<N>);

impl<'w, 'p, 'm, const N: usize> Waves<'w, 'p, 'm, N> {
    pub(crate) fn new(expansion: &'w mut Expansion<'p, 'm, N>, chunk: usize) -> Self {
        Self {
            expansion,
            chunk,
            waiting: BTreeMap::new(),
            met: Shards::new(),
            next: Shards::new(),
            ends: Vec::new(),
        }
    }

    /// Expands configurations before the return.
    pub(crate) fn begin(
        mut self,
        starts: &[Node<N>],
        budget: &Budget<'_>,
    ) -> Result<Vec<Node<N>>, GaveUp> {
        let begin: Act<N> = |fork, starts, next| fork.begin(starts, next);
        self.advance(starts, budget, begin)?;
        self.run(budget)
    }

    /// Goes on where one thread has stopped that had come to `next`.
    pub(crate) fn go_on(
        mut self,
        next: NodeSet<N>,
        budget: &Budget<'_>,
    ) -> Result<Vec<Node<N>>, GaveUp> {
        let (met, waiting) = self.expansion.hand_out();
        let reached = |node: Node<N>| Reached { node, placed: None };
        let met: Vec<_> = met.into_iter().map(reached).collect();
        self.met.insert_all(&[met], |_, _| false);
        self.pass(vec![next.into_nodes().into_iter().map(reached).collect()]);
        for node in waiting {
            self.wait(node);
        }
        self.run(budget)
    }

    /// Returns the configurations behind the return that no other one dominates.
    fn run(mut self, budget: &Budget<'_>) -> Result<Vec<Node<N>>, GaveUp> {
        let step: Act<N> = |fork, nodes, next| {
            for node in nodes {
                fork.step(*node, next);
            }
        };
        while let Some((_, wave)) = self.waiting.pop_first() {
            self.advance(&wave, budget, step)?;
        }
        let (tape, usages) = (&self.expansion.tape, &self.expansion.usages);
        let mut nodes = self.next.into_pruned(tape, usages);
        for node in &mut nodes {
            let (before, placed) = self.ends[node.trail as usize];
            node.trail = before;
            let node_found = Reached {
                node: *node,
                placed,
            };
            *node = self.expansion.note(node_found);
        }
        Ok(nodes)
    }

    fn wait(&mut self, node: Node<N>) {
        let cost = self.expansion.crashed_used(&node);
        self.waiting.entry(cost).or_default().push(node);
    }

    /// Keeps what was found on the way to the return.
    fn meet(&mut self, met: &[Vec<Reached<N>>]) {
        let expansion = &*self.expansion;
        let is_fresh = (self.met).insert_all(met, |node, met| expansion.is_dominated(node, met));
        for (found, is_fresh) in met.iter().flatten().zip(is_fresh.into_iter().flatten()) {
            if is_fresh {
                let node = self.expansion.note(*found);
                self.wait(node);
            }
        }
    }

    /// Keeps what was found behind the return.
    fn pass(&mut self, mut next: Vec<Vec<Reached<N>>>) {
        for found in next.iter_mut().flatten() {
            let before = std::mem::replace(&mut found.node.trail, dense(self.ends.len()));
            self.ends.push((before, found.placed));
        }
        self.next.insert_all(&next, |_, _| false);
    }

    /// Does something with all nodes, and takes over what comes of it.
    fn advance(
        &mut self,
        nodes: &[Node<N>],
        budget: &Budget<'_>,
        act: Act<N>,
    ) -> Result<(), GaveUp> {
        let held = size_of_val(nodes) as u64;
        for chunks in nodes.chunks(self.chunk * ABREAST) {
            let free = self.free(held, budget)?;
            let share = Budget {
                memory_bytes: free.memory_bytes / ABREAST as u64,
                ..free
            };
            let expansion = &*self.expansion;
            let found: Vec<Result<Findings<N>, GaveUp>> = (chunks.par_chunks(self.chunk))
                .map(|chunk| expand_chunk(expansion, chunk, &share, act))
                .collect();
            let (mut findings, mut too_large) = (Vec::new(), Vec::new());
            for (chunk, found) in chunks.chunks(self.chunk).zip(found) {
                match found {
                    Ok(found) => findings.push(found),
                    Err(GaveUp::Limit(Limit::Memory { .. })) => too_large.push(chunk),
                    Err(reason) => return Err(reason),
                }
            }
            self.take_over(findings);
            for chunk in too_large {
                let free = self.free(held, budget)?;
                let found = expand_chunk(self.expansion, chunk, &free, act)?;
                self.take_over(vec![found]);
            }
        }
        Ok(())
    }

    /// Returns what is left of the budget, with so many bytes held beside what is known here.
    fn free<'b>(&self, held: u64, budget: &Budget<'b>) -> Result<Budget<'b>, GaveUp> {
        let bytes = self.bytes() + held;
        budget.check(self.expansion.visited, bytes)?;
        Ok(Budget {
            memory_bytes: budget.memory_bytes - bytes,
            ..budget.clone()
        })
    }

    fn take_over(&mut self, findings: Vec<Findings<N>>) {
        let led = self.expansion.adopt(findings);
        let (met, next): (Vec<_>, Vec<_>) =
            led.into_iter().map(|Led { met, next }| (met, next)).unzip();
        self.pass(next);
        self.meet(&met);
    }

    fn bytes(&self) -> u64 {
        let waiting: usize = self
            .waiting
            .values()
            .map(|nodes| size_of_val(&nodes[..]))
            .sum();
        let ends = self.ends.capacity() * size_of::<(u32, Option<Placed>)>();
        self.expansion.bytes() + self.met.bytes() + self.next.bytes() + (waiting + ends) as u64
    }
}

fn expand_chunk<const N: usize>(
    expansion: &Expansion<'_, '_, N>,
    nodes: &[Node<N>],
    budget: &Budget<'_>,
    act: Act<N>,
) -> Result<Findings<N>, GaveUp> {
    let mut fork = expansion.fork();
    let mut next = NodeSet::new();
    for nodes in nodes.chunks(CHECKED_EVERY) {
        act(&mut fork, nodes, &mut next);
        let visited = expansion.visited + fork.visited;
        budget.check(visited, fork.bytes() + next.bytes())?;
    }
    Ok(fork.into_findings(next.into_nodes()))
}
