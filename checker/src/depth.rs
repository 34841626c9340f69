use hashbrown::HashSet;

use crate::budget::{Budget, GaveUp};
use crate::configuration::{Configuration, Node, NodeSet, prune};
use crate::expansion::{Bound, Expansion};
use crate::layers::Found;

/// The search depth first: it follows the configuration that has most left, and comes back.
///
/// It finds a linearization fast where there is one, however many crashed operations there are, and
/// remembers every configuration that it has met.
pub(crate) struct Depth<'p, 'm, const N: usize> {
    pub(crate) expansion: Expansion<'p, 'm, N>,
    met: HashSet<(u32, Configuration<N>)>,
    ahead: Vec<(u32, Node<N>)>,
    end: Option<Node<N>>,
}

impl<'p, 'm, const N: usize> Depth<'p, 'm, N> {
    pub(crate) fn new(expansion: Expansion<'p, 'm, N>) -> Self {
        Self {
            expansion,
            met: HashSet::new(),
            ahead: vec![(0, Node::START)],
            end: None,
        }
    }

    /// Searches the first `returns` returns to the end.
    ///
    /// The configurations of the budget are those that may be visited without getting further.
    pub(crate) fn run(&mut self, budget: &Budget<'_>, returns: u32) -> Result<Found, GaveUp> {
        let patience = budget.configurations;
        let mut budget = budget.clone();
        let mut next = NodeSet::new();
        let mut children = Vec::new();
        let mut deepest = 0;
        while let Some((layer, node)) = self.ahead.pop() {
            if layer == returns {
                self.end = Some(node);
                return Ok(Found::End(node.trail));
            }
            if layer > deepest {
                deepest = layer;
                budget.configurations = self.expansion.visited.saturating_add(patience);
            }
            self.expansion.enter(layer);
            let before = self.expansion.visited;
            next.clear();
            self.expansion
                .expand(&[node], &mut next, Bound::NONE, &budget)?;
            budget.advance.reach(layer, self.expansion.visited - before);
            budget.check(self.expansion.visited, self.bytes())?;
            children.clear();
            children.extend_from_slice(next.nodes());
            prune(&mut children, &self.expansion.tape, &self.expansion.usages);
            let (tape, usages) = (&self.expansion.tape, &self.expansion.usages);
            children.sort_by_cached_key(|child| child.hope(tape, usages));
            for child in children.iter().rev() {
                if self.met.insert((layer + 1, child.configuration)) {
                    self.ahead.push((layer + 1, *child));
                }
            }
        }
        Ok(Found::Wall(deepest))
    }

    /// Returns the search and the configuration at which it ended.
    pub(crate) fn into_end(self) -> (Expansion<'p, 'm, N>, Option<Node<N>>) {
        (self.expansion, self.end)
    }

    fn bytes(&self) -> u64 {
        let met = self.met.capacity() * (size_of::<(u32, Configuration<N>)>() + 1);
        let ahead = self.ahead.capacity() * size_of::<(u32, Node<N>)>();
        self.expansion.bytes() + (met + ahead) as u64
    }
}
