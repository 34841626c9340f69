use std::sync::atomic::AtomicBool;

use hashbrown::HashSet;

use crate::Limits;
use crate::budget::{Budget, GaveUp};
use crate::configuration::{Node, NodeSet, Sight, prune};
use crate::dense::dense;
use crate::depth::Depth;
use crate::expansion::{Bound, Counted, Cut, Ended, Expansion};
use crate::layers::{Found, Layers};
use crate::machine::Step;
use crate::part::Subject;
use crate::problem::{Entry, Moment, Problem};
use crate::progress::{Advance, Progress};
use crate::tape::Tape;
use crate::trail::{Placed, Taken};

/// The most places that are kept.
const LISTED: usize = 10;
/// What may be visited to find them, and once more to follow them: a constant and so many a return.
const VISITED: u64 = 200_000;
const VISITED_PER_RETURN: u64 = 32;
/// How many of the last steps to a place are named.
const STEPS: usize = 4;
/// The most configurations that are followed from one place.
const FOLLOWED: usize = 64;
/// How far a return is searched for places.
const BOUND: Bound = Bound {
    interior: 2_048,
    nodes: 512,
    dearer: u32::MAX,
    cut: Cut::Drop,
};

/// The places where a refused operation could have taken effect, one a state, in the order of time.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The first of them.
    pub(crate) listed: Vec<Place>,
    /// How many more there are.
    pub(crate) left_out: u64,
    /// Whether a bound was met, so that there may be more.
    pub(crate) cut_short: bool,
    /// The entries that are open when the operation returns.
    pub(crate) open: Vec<Entry>,
}

/// A state of the object while a refused operation is open.
#[derive(Debug)]
pub(crate) struct Place {
    /// The operations linearized lately, oldest first.
    pub(crate) after: Vec<Linearized>,
    /// The state, for people.
    pub(crate) state: String,
    pub(crate) fit: Fit,
}

/// An operation of a part, by its class and its place in the history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Linearized {
    pub(crate) class: u32,
    pub(crate) operation: u32,
}

/// What comes of it if a refused operation takes effect at a place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fit {
    /// It cannot take effect there.
    Impossible,
    /// It can, and then there is no place for this entry, which returns earlier.
    Blocks(Entry),
    /// It can, and then there is no place for something; for what was too much to be searched.
    BlocksSomething,
}

impl Places {
    /// Finds the places for the operation that returns at the end of the layer `wall`.
    ///
    /// # Errors
    ///
    /// The layer of an earlier return, if nothing gets past that one.
    pub(crate) fn find<const N: usize>(part: &dyn Subject, wall: u32) -> Result<Self, u32> {
        let (limits, progress) = (Limits::default(), Progress::default());
        let (never, advance) = (AtomicBool::new(false), Advance::new(&progress));
        let budget = |visited| Budget {
            limits: &limits,
            cancelled: &never,
            advance: &advance,
            configurations: visited + VISITED + VISITED_PER_RETURN * u64::from(wall),
            memory_bytes: limits.memory_bytes,
        };
        let refused = part.returning(wall);
        let opened = returns_before(part.problem(), refused.invoked);
        let Some(start) = start::<N>(part, opened, wall, &budget(0))? else {
            return Ok(Self {
                cut_short: true,
                ..Self::default()
            });
        };
        let mut search = Walk {
            part,
            refused,
            wall,
            cut_short: start.layer > opened,
            expansion: start.expansion,
            states: HashSet::new(),
            found: Vec::new(),
        };
        let walked = budget(search.expansion.visited);
        search.run(start.layer, start.nodes, &walked)?;
        let followed = budget(search.expansion.visited);
        Ok(search.into_places(&followed))
    }
}

/// Returns how many operations had returned before the event.
fn returns_before(problem: &Problem, event: u32) -> u32 {
    let before = |moment: &&Moment| match moment {
        Moment::Return(entry) => problem.entries[*entry as usize].returned < event,
        _ => false,
    };
    dense(problem.moments.iter().filter(before).count())
}

/// Configurations before the return of a layer.
struct Start<'p, const N: usize> {
    expansion: Expansion<'p, 'p, N>,
    nodes: Vec<Node<N>>,
    layer: u32,
}

/// Returns all configurations before the return of the layer `opened`; where they are too many to be
/// searched, one before that of the layer `wall`.
fn start<'p, const N: usize>(
    part: &'p dyn Subject,
    opened: u32,
    wall: u32,
    budget: &Budget<'_>,
) -> Result<Option<Start<'p, N>>, u32> {
    let expansion = || Expansion::new(Tape::new(part.problem()), part.machine(), Counted::All);
    let mut layers = Layers::new(expansion());
    let pause = Bound {
        cut: Cut::Pause,
        ..BOUND
    };
    match layers.run(budget, pause, opened) {
        Ok(Some(Found::Wall(earlier))) => return Err(earlier),
        Ok(Some(Found::End(_))) => {
            let (expansion, nodes) = layers.into_nodes();
            return Ok(Some(Start {
                expansion,
                nodes,
                layer: opened,
            }));
        }
        Ok(None) | Err(_) => {}
    }
    let mut depth = Depth::new(expansion());
    if let Ok(Found::Wall(earlier)) = depth.run(budget, budget.configurations, wall) {
        return Err(earlier);
    }
    let (expansion, end) = depth.into_end();
    Ok(end.map(|end| Start {
        expansion,
        nodes: vec![end],
        layer: wall,
    }))
}

/// A search from the invocation of a refused operation to its return.
struct Walk<'p, const N: usize> {
    part: &'p dyn Subject,
    refused: Entry,
    /// The layer that ends with its return.
    wall: u32,
    expansion: Expansion<'p, 'p, N>,
    /// The states that were met.
    states: HashSet<u32>,
    /// The first of them.
    found: Vec<Candidate<N>>,
    cut_short: bool,
}

/// A place that was found and is not followed yet.
struct Candidate<const N: usize> {
    state: u32,
    shown: String,
    after: Vec<Linearized>,
    /// The configurations in which the operation fits, each with its layer.
    fitting: Vec<(u32, Node<N>)>,
}

impl<const N: usize> Walk<'_, N> {
    fn run(&mut self, from: u32, mut nodes: Vec<Node<N>>, budget: &Budget<'_>) -> Result<(), u32> {
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

    fn into_places(mut self, budget: &Budget<'_>) -> Places {
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

    /// Lets the operation take effect, and returns what then finds no place.
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
