use hashbrown::HashSet;

use crate::budget::{Budget, GaveUp};
use crate::configuration::{Configuration, Node, NodeSet, prune};
use crate::expansion::{Bound, Cut, Ended, Expansion};
use crate::layers::Found;

/// The search depth first: it follows the configuration that has most left, and comes back.
///
/// It finds a linearization fast where there is one, however many crashed operations there are: it
/// uses them only where nothing else leads on. It remembers every configuration that it has met.
pub(crate) struct Depth<'p, 'm, const N: usize> {
    pub(crate) expansion: Expansion<'p, 'm, N>,
    met: HashSet<(u32, Configuration<N>)>,
    ahead: Vec<Ahead<N>>,
    end: Option<Node<N>>,
}

/// A configuration to be followed.
#[derive(Clone, Copy)]
struct Ahead<const N: usize> {
    layer: u32,
    node: Node<N>,
    /// How many crashed operations it may use beyond those that the first way past the return needs:
    /// one more each time that it is come back to.
    dearer: u32,
}

/// For how many returns there is room at first.
const ROOM: u32 = 32;

impl<'p, 'm, const N: usize> Depth<'p, 'm, N> {
    pub(crate) fn new(expansion: Expansion<'p, 'm, N>) -> Self {
        let returns = expansion.tape.problem().returns;
        Self {
            expansion,
            // A history of a simulated execution is short, and room made bit by bit would cost more than its search.
            met: HashSet::with_capacity(2 * returns.min(ROOM) as usize),
            ahead: vec![Ahead {
                layer: 0,
                node: Node::START,
                dearer: 0,
            }],
            end: None,
        }
    }

    /// Searches the first `returns` returns to the end.
    ///
    /// It gives up, as with its budget used, after `stuck` configurations that do not lead further.
    pub(crate) fn run(
        &mut self,
        budget: &Budget<'_>,
        stuck: u64,
        returns: u32,
    ) -> Result<Found, GaveUp> {
        let most = budget.configurations;
        let mut budget = budget.clone();
        budget.configurations = most.min(stuck);
        let mut next = NodeSet::new();
        let mut children = Vec::new();
        let mut deepest = 0;
        while let Some(ahead) = self.ahead.pop() {
            let Ahead {
                layer,
                node,
                dearer,
            } = ahead;
            if layer == returns {
                self.end = Some(node);
                return Ok(Found::End(node.trail));
            }
            if layer > deepest {
                deepest = layer;
                budget.configurations = most.min(self.expansion.visited.saturating_add(stuck));
            }
            self.expansion.enter(layer);
            let before = self.expansion.visited;
            next.clear();
            let bound = Bound {
                dearer,
                cut: Cut::Drop,
                ..Bound::NONE
            };
            if self.expansion.expand(&[node], &mut next, bound, &budget)? == Ended::Cut {
                self.ahead.push(Ahead {
                    dearer: dearer + 1,
                    ..ahead
                });
            }
            budget.advance.reach(layer, self.expansion.visited - before);
            budget.check(self.expansion.visited, self.bytes())?;
            children.clear();
            children.extend_from_slice(next.nodes());
            prune(&mut children, &self.expansion.tape, &self.expansion.usages);
            let (tape, usages) = (&self.expansion.tape, &self.expansion.usages);
            children.sort_by_cached_key(|child| child.hope(tape, usages));
            for child in children.iter().rev() {
                if self.met.insert((layer + 1, child.configuration)) {
                    self.ahead.push(Ahead {
                        layer: layer + 1,
                        node: *child,
                        dearer: 0,
                    });
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
        let ahead = self.ahead.capacity() * size_of::<Ahead<N>>();
        self.expansion.bytes() + (met + ahead) as u64
    }
}
