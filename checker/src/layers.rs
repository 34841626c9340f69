use crate::budget::{Budget, GaveUp};
use crate::configuration::{Configuration, Node, NodeSet, prune};
use crate::expansion::Expansion;
use crate::trail::START;

/// The search return by return: all configurations before a return, then all before the next.
///
/// It holds one layer at a time, and drops from it what another configuration dominates. It refuses a
/// history at the first return that no configuration gets past: the shortest prefix that has no
/// linearization.
pub(crate) struct Layers<'p, 'm, const N: usize> {
    pub(crate) expansion: Expansion<'p, 'm, N>,
    nodes: Vec<Node<N>>,
    next: NodeSet<N>,
    trail_kept: usize,
}

/// How many returns are passed between two looks at the budget.
const CHECKED_EVERY: u32 = 16;

/// How a search ended that was not ended by a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
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
            nodes: vec![Node {
                configuration: Configuration::INITIAL,
                trail: START,
                cost: 0,
            }],
            next: NodeSet::new(),
            trail_kept: 0,
        }
    }

    /// The configurations before the return that is next.
    pub(crate) fn nodes(&self) -> &[Node<N>] {
        &self.nodes
    }

    /// Searches until a layer is wider than `width` or the search has ended.
    ///
    /// It may be called again to go on. `None` says that it paused.
    pub(crate) fn run(
        &mut self,
        budget: &Budget<'_>,
        width: usize,
        returns: u32,
    ) -> Result<Option<Found>, GaveUp> {
        let mut layer = self.expansion.tape.layer();
        self.expansion.enter(layer);
        while layer < returns {
            if self.nodes.len() > width {
                return Ok(None);
            }
            let before = self.expansion.visited;
            if !self.pass(budget)? {
                return Ok(Some(Found::Wall(layer)));
            }
            budget
                .progress
                .add_configurations(self.expansion.visited - before);
            layer += 1;
            self.expansion.enter(layer);
        }
        let cheapest = self.nodes.iter().min_by_key(|node| node.cost);
        Ok(cheapest.map(|node| Found::End(node.trail)))
    }

    /// Steps past one return; false if nothing gets past it, and then the layer stays.
    fn pass(&mut self, budget: &Budget<'_>) -> Result<bool, GaveUp> {
        self.next.clear();
        for node in &self.nodes {
            self.expansion.expand(*node, &mut self.next, budget)?;
        }
        if self.expansion.tape.layer().is_multiple_of(CHECKED_EVERY) {
            budget.check(self.expansion.visited, self.bytes())?;
        }
        if self.next.len() == 0 {
            return Ok(false);
        }
        self.nodes.clear();
        self.nodes.extend_from_slice(self.next.nodes());
        prune(
            &mut self.nodes,
            &self.expansion.tape,
            &self.expansion.usages,
        );
        self.forget_trails();
        Ok(true)
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
