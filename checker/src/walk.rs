use hashbrown::HashSet;

use crate::budget::{Budget, GaveUp};
use crate::configuration::{Node, NodeSet, Sight, prune};
use crate::expansion::{Ended, Expansion};
use crate::machine::Step;
use crate::part::Subject;
use crate::places::{BOUND, Fit, Linearized, Place, Places};
use crate::problem::Entry;
use crate::trail::{Placed, Taken};

/// The most places that are kept.
const LISTED: usize = 10;
/// How many of the last steps to a place are named.
const STEPS: usize = 4;
/// The most configurations that are followed from one place.
const FOLLOWED: usize = 64;

/// A search from the invocation of a refused operation to its return.
pub(crate) struct Walk<'p, const N: usize> {
    part: &'p dyn Subject,
    refused: Entry,
    /// The layer that ends with its return.
    wall: u32,
    expansion: Expansion<'p, 'p, N>,
    /// The states that were met.
    states: HashSet<u32>,
    /// The first of them.
    found: Vec<Candidate<N>>,
    /// Whether a bound was met, so that there may be more.
    pub(crate) cut_short: bool,
}

/// A place that was found and is not followed yet.
struct Candidate<const N: usize> {
    state: u32,
    shown: String,
    after: Vec<Linearized>,
    /// The configurations in which the operation fits, each with its layer.
    fitting: Vec<(u32, Node<N>)>,
}

impl<'p, const N: usize> Walk<'p, N> {
    /// Makes a search for the places of the operation that returns at the end of the layer `wall`.
    pub(crate) fn new(part: &'p dyn Subject, wall: u32, expansion: Expansion<'p, 'p, N>) -> Self {
        Self {
            part,
            refused: part.returning(wall),
            wall,
            expansion,
            states: HashSet::new(),
            found: Vec::new(),
            cut_short: false,
        }
    }

    pub(crate) fn visited(&self) -> u64 {
        self.expansion.visited
    }

    /// Searches from `nodes`, which are before the return of the layer `from`, to the wall.
    ///
    /// # Errors
    ///
    /// The layer of an earlier return, if nothing gets past that one.
    pub(crate) fn run(
        &mut self,
        from: u32,
        mut nodes: Vec<Node<N>>,
        budget: &Budget<'_>,
    ) -> Result<(), u32> {
        for layer in from..=self.wall {
            let passed = pass(&mut self.expansion, layer, &nodes, budget);
            self.collect(layer);
            let Ok((next, ended)) = passed else {
                self.cut_short = true;
                return Ok(());
            };
            self.cut_short |= ended == Ended::Cut;
            if next.is_empty() && layer < self.wall && !self.cut_short {
                return Err(layer);
            }
            nodes = next;
        }
        Ok(())
    }

    /// Adds what was met at a return, unless the operation took effect before.
    fn collect(&mut self, layer: u32) {
        let mut met = Vec::new();
        for node in self.expansion.met().to_vec() {
            let fits = self.fits(&node);
            if fits || !node.configuration.discharged.contains(self.refused.slot) {
                met.push((node, fits));
            }
        }
        if self.found.len() < LISTED {
            self.list(met.iter().map(|(node, _)| node), layer);
        }
        self.states
            .extend(met.iter().map(|(node, _)| node.configuration.state));
        for (node, _) in met.into_iter().filter(|(_, fits)| *fits) {
            let state = node.configuration.state;
            if let Some(place) = self.found.iter_mut().find(|place| place.state == state)
                && place.fitting.len() <= FOLLOWED
            {
                place.fitting.push((layer, node));
            }
        }
    }

    fn fits(&mut self, node: &Node<N>) -> bool {
        let machine = &mut self.expansion.machine;
        machine.is_possible(node.configuration.state, self.refused.class)
    }

    /// Lists the states that are new at this return, those first that take the fewest steps.
    fn list<'n>(&mut self, met: impl Iterator<Item = &'n Node<N>>, layer: u32) {
        let mut fresh: Vec<Candidate<N>> = met
            .filter(|node| !self.states.contains(&node.configuration.state))
            .map(|node| Candidate {
                state: node.configuration.state,
                shown: self.expansion.machine.show(node.configuration.state),
                after: self.last_steps(node, layer),
                fitting: Vec::new(),
            })
            .collect();
        let part = self.part;
        fresh.sort_by_cached_key(|place| {
            let names: Vec<String> = (place.after.iter())
                .map(|step| part.show(step.class))
                .collect();
            (names.len(), place.shown.clone(), names)
        });
        for place in fresh {
            if self.found.len() < LISTED && self.states.insert(place.state) {
                self.found.push(place);
            }
        }
    }

    /// Returns the steps since the last return and one step more, which made the state before them.
    fn last_steps(&self, node: &Node<N>, layer: u32) -> Vec<Linearized> {
        let steps = self.expansion.trail.last(node.trail, STEPS);
        let since = steps.iter().rposition(|step| step.layer < layer);
        let steps = &steps[since.unwrap_or(0)..];
        (0..steps.len())
            .map(|place| self.linearized(node, &steps[place..]))
            .collect()
    }

    /// Returns the operation of the first of the last steps to a node.
    fn linearized(&self, node: &Node<N>, steps: &[Taken]) -> Linearized {
        let problem = self.part.problem();
        match steps[0].what {
            Placed::Entry(entry) => {
                let Entry {
                    class, operation, ..
                } = problem.entries[entry as usize];
                Linearized { class, operation }
            }
            Placed::Crashed(row) => {
                let crashed = &problem.crashed[row as usize];
                let used = self.expansion.usages.count(node.configuration.usage, row) as usize;
                let since = steps.iter().filter(|step| step.what == steps[0].what);
                Linearized {
                    class: crashed.class,
                    operation: crashed.operations[used - since.count()],
                }
            }
        }
    }

    /// Lets the operation take effect wherever it fits, and returns the places.
    pub(crate) fn into_places(mut self, budget: &Budget<'_>) -> Places {
        let found = std::mem::take(&mut self.found);
        let left_out = (self.states.len() - found.len()) as u64;
        let listed = (found.into_iter())
            .map(|place| Place {
                fit: self.follow(&place.fitting, budget),
                after: place.after,
                state: place.shown,
            })
            .collect();
        self.expansion.enter(self.wall);
        let tape = &self.expansion.tape;
        let open = tape.others().or(tape.overwriters()).or(tape.observers());
        Places {
            listed,
            left_out,
            cut_short: self.cut_short,
            open: open.iter().map(|slot| tape.holder(slot)).collect(),
        }
    }

    /// Returns what finds no place if the operation takes effect in these configurations.
    fn follow(&mut self, fitting: &[(u32, Node<N>)], budget: &Budget<'_>) -> Fit {
        if fitting.is_empty() {
            return Fit::Impossible;
        }
        if fitting.len() > FOLLOWED {
            return Fit::BlocksSomething;
        }
        let walls: Option<Vec<u32>> = (fitting.chunk_by(|one, other| one.0 == other.0))
            .map(|nodes| self.wall_behind(nodes, budget))
            .collect();
        match walls.iter().flatten().max() {
            Some(&farthest) => Fit::Blocks(self.part.returning(farthest)),
            None => Fit::BlocksSomething,
        }
    }

    /// Returns the layer of the return that none of these gets past once the operation took effect.
    fn wall_behind(&mut self, nodes: &[(u32, Node<N>)], budget: &Budget<'_>) -> Option<u32> {
        let from = nodes[0].0;
        let mut nodes: Vec<Node<N>> = (nodes.iter())
            .flat_map(|(_, node)| self.after_effect(*node))
            .collect();
        for layer in from..self.wall {
            match pass(&mut self.expansion, layer, &nodes, budget) {
                Ok((next, Ended::All)) if next.is_empty() => return Some(layer),
                Ok((next, Ended::All)) => nodes = next,
                Ok((_, Ended::Cut)) | Err(_) => return None,
            }
        }
        None
    }

    fn after_effect(&mut self, mut node: Node<N>) -> Vec<Node<N>> {
        node.configuration.discharged.insert(self.refused.slot);
        node.sight = Sight::Seen;
        let machine = &mut self.expansion.machine;
        let states = match machine.step(node.configuration.state, self.refused.class) {
            Step::None => Vec::new(),
            Step::One(state) => vec![state],
            Step::Many(row) => machine.many(row).to_vec(),
        };
        let in_state = |state| {
            node.configuration.state = state;
            node
        };
        states.into_iter().map(in_state).collect()
    }
}

/// Returns the configurations behind the return of a layer, as far as the bound goes.
fn pass<const N: usize>(
    expansion: &mut Expansion<'_, '_, N>,
    layer: u32,
    nodes: &[Node<N>],
    budget: &Budget<'_>,
) -> Result<(Vec<Node<N>>, Ended), GaveUp> {
    let mut next = NodeSet::new();
    expansion.enter(layer);
    let ended = expansion.expand(nodes, &mut next, BOUND, budget)?;
    let mut nodes = next.into_nodes();
    prune(&mut nodes, &expansion.tape, &expansion.usages);
    Ok((nodes, ended))
}
