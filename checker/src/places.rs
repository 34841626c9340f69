use std::sync::atomic::AtomicBool;

use crate::Limits;
use crate::budget::Budget;
use crate::configuration::Node;
use crate::dense::dense;
use crate::depth::Depth;
use crate::expansion::{Bound, Counted, Cut, Expansion};
use crate::layers::{Found, Layers};
use crate::part::Subject;
use crate::problem::{Entry, Moment, Problem};
use crate::progress::{Advance, Progress};
use crate::tape::Tape;
use crate::walk::Walk;

/// What may be visited to find them, and once more to follow them: a constant and so many a return.
const VISITED: u64 = 200_000;
const VISITED_PER_RETURN: u64 = 32;
/// How far a return is searched for places.
pub(crate) const BOUND: Bound = Bound {
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
        let mut search = Walk::new(part, wall, start.expansion);
        search.cut_short = start.layer > opened;
        search.run(start.layer, start.nodes, &budget(search.visited()))?;
        let followed = budget(search.visited());
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
