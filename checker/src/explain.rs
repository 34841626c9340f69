use std::sync::atomic::AtomicBool;

use lockstep_history::{History, Outcome};
use lockstep_models::Model;

use crate::Limits;
use crate::bits::Bits;
use crate::budget::Budget;
use crate::configuration::{Node, NodeSet};
use crate::counterexample::{Counterexample, Prefix, Reached};
use crate::depth::Depth;
use crate::expansion::{Bound, Counted, Cut, Expansion};
use crate::layers::Layers;
use crate::part::{Part, Subject};
use crate::picture::{Bar, draw};
use crate::problem::Entry;
use crate::progress::Advance;
use crate::tape::Tape;
use crate::trail::{Placed, Taken};
use crate::wall::{First, Wall};

/// The most configurations that a counterexample lists.
const LISTED: usize = 10;
/// What may be visited to list them: a constant and so many a return.
const VISITED: u64 = 200_000;
const VISITED_PER_RETURN: u64 = 32;
/// How many of the last steps to a configuration are named.
const STEPS: usize = 4;
/// How many operations are drawn at most.
const DRAWN: usize = 14;
/// How far a return is searched for configurations to list.
const BOUND: Bound = Bound {
    interior: 2_048,
    nodes: 512,
    dearer: u32::MAX,
    cut: Cut::Pause,
};

/// Says why nothing gets past a wall.
///
/// It searches again, by itself and within bounds of its own, so that what it says depends on the wall
/// and not on how the wall was found.
pub(crate) fn explain<M: Model + Sync>(
    history: &History<M::Op, M::Ret>,
    part: &Part<'_, M>,
    wall: Wall,
) -> Counterexample {
    let found = match part.problem.width {
        0..=64 => Configurations::find::<1>(part, wall.layer),
        65..=128 => Configurations::find::<2>(part, wall.layer),
        129..=512 => Configurations::find::<8>(part, wall.layer),
        _ => Configurations::find::<64>(part, wall.layer),
    };
    let entry = part.returning(wall.layer);
    let operation = &history.operations()[entry.operation as usize];
    let (configurations, states_left_out) = found.listed(part);
    Counterexample {
        operation: entry.operation,
        event: entry.returned,
        prefix: match wall.first {
            First::Proved => Prefix::Shortest,
            First::AtMost => Prefix::Sufficient,
        },
        process: operation.process,
        shown: part.show(entry.class),
        key: operation.key.as_ref().map(ToString::to_string),
        configurations,
        states_left_out,
        picture: picture(history, part, entry, &found),
    }
}

/// The configurations before a wall.
#[derive(Default)]
struct Configurations {
    /// Each with the steps that led to it lately and with its state, one a state.
    reached: Vec<(Vec<Taken>, String)>,
    /// The entries that are open at the wall.
    open: Vec<Entry>,
}

impl Configurations {
    fn find<const N: usize>(part: &dyn Subject, layer: u32) -> Self {
        let Some((mut expansion, nodes)) = before::<N>(part, layer) else {
            return Self::default();
        };
        let (limits, never, progress) = Default::default();
        let advance = Advance::new(&progress);
        let budget = budget(&limits, &never, &advance, layer);
        expansion.enter(layer);
        let bound = Bound {
            cut: Cut::Drop,
            ..BOUND
        };
        // What lies beyond the bound or the budget is not listed, and the list says so.
        let _ = expansion.expand(&nodes, &mut NodeSet::new(), bound, &budget);
        let mut reached: Vec<(Vec<Taken>, String)> = (expansion.met().iter())
            .map(|node| {
                let state = expansion.machine.show(node.configuration.state);
                (last_steps(&expansion.trail.path(node.trail), layer), state)
            })
            .collect();
        reached
            .sort_by_cached_key(|(steps, state)| (steps.len(), state.clone(), names(part, steps)));
        let mut states = hashbrown::HashSet::new();
        reached.retain(|(_, state)| states.insert(state.clone()));
        let open = |slots: Bits<N>| {
            slots
                .iter()
                .map(|slot| expansion.tape.holder(slot))
                .collect()
        };
        let tape = &expansion.tape;
        let slots = tape.others().or(tape.overwriters()).or(tape.observers());
        Self {
            reached,
            open: open(slots),
        }
    }

    fn listed(&self, part: &dyn Subject) -> (Vec<Reached>, u64) {
        let listed = self
            .reached
            .iter()
            .take(LISTED)
            .map(|(steps, state)| Reached {
                after: names(part, steps),
                state: state.clone(),
            });
        (
            listed.collect(),
            self.reached.len().saturating_sub(LISTED) as u64,
        )
    }
}

/// Returns the configurations before a return: all of them, else the one that is found first.
fn before<const N: usize>(
    part: &dyn Subject,
    layer: u32,
) -> Option<(Expansion<'_, '_, N>, Vec<Node<N>>)> {
    let expansion = || Expansion::new(Tape::new(part.problem()), part.machine(), Counted::All);
    let (limits, never, progress) = Default::default();
    let advance = Advance::new(&progress);
    let budget = budget(&limits, &never, &advance, layer);
    let mut layers = Layers::new(expansion());
    if let Ok(Some(_)) = layers.run(&budget, BOUND, layer) {
        return Some(layers.into_nodes());
    }
    let mut depth = Depth::new(expansion());
    depth.run(&budget, budget.configurations, layer).ok()?;
    let (expansion, end) = depth.into_end();
    Some((expansion, vec![end?]))
}

fn budget<'b>(
    limits: &'b Limits,
    never: &'b AtomicBool,
    advance: &'b Advance<'b>,
    layer: u32,
) -> Budget<'b> {
    Budget {
        limits,
        cancelled: never,
        advance,
        configurations: VISITED + VISITED_PER_RETURN * u64::from(layer),
        memory_bytes: limits.memory_bytes,
    }
}

/// Returns the steps since the last return but one step more, which made the state before them.
fn last_steps(path: &[Taken], layer: u32) -> Vec<Taken> {
    let since = path
        .iter()
        .rposition(|step| step.layer < layer)
        .unwrap_or(0);
    path[since.max(path.len().saturating_sub(STEPS))..].to_vec()
}

fn names(part: &dyn Subject, steps: &[Taken]) -> Vec<String> {
    steps
        .iter()
        .map(|step| part.show(class_of(part, step)))
        .collect()
}

fn class_of(part: &dyn Subject, step: &Taken) -> u32 {
    match step.what {
        Placed::Entry(entry) => part.problem().entries[entry as usize].class,
        Placed::Crashed(row) => part.problem().crashed[row as usize].class,
    }
}

/// Draws the operation, what the listed configurations name, what was open beside it, and what came
/// before.
fn picture<M: Model + Sync>(
    history: &History<M::Op, M::Ret>,
    part: &Part<'_, M>,
    wall: Entry,
    found: &Configurations,
) -> String {
    let problem = &part.problem;
    let mut drawn = vec![wall.operation];
    let mut add = |operation: u32| {
        if !drawn.contains(&operation) && drawn.len() < DRAWN {
            drawn.push(operation);
        }
    };
    for step in found
        .reached
        .iter()
        .take(LISTED)
        .flat_map(|(steps, _)| steps)
    {
        match step.what {
            Placed::Entry(entry) => add(problem.entries[entry as usize].operation),
            Placed::Crashed(row) => add(problem.crashed[row as usize].operations[0]),
        }
    }
    found.open.iter().for_each(|entry| add(entry.operation));
    let last = problem
        .entries
        .partition_point(|entry| entry.invoked <= wall.invoked);
    let overlaps = |entry: &Entry| entry.returned > wall.invoked;
    let before = || problem.entries[..last].iter().rev().take(DRAWN);
    (before().filter(|entry| overlaps(entry))).for_each(|entry| add(entry.operation));
    before().for_each(|entry| add(entry.operation));
    let bars: Vec<Bar> = drawn
        .iter()
        .map(|place| bar(history, part, *place))
        .collect();
    let crashed: usize = problem
        .crashed
        .iter()
        .map(|class| class.operations.len())
        .sum();
    draw(&bars, problem.entries.len() + crashed)
}

fn bar<M: Model + Sync>(history: &History<M::Op, M::Ret>, part: &Part<'_, M>, place: u32) -> Bar {
    let operation = &history.operations()[place as usize];
    let (ret, to) = match &operation.outcome {
        Outcome::Done(ret) => (ret.as_ref(), operation.completed),
        _ => (None, None),
    };
    Bar {
        process: operation.process,
        label: part.model.show_op(&operation.op, ret),
        from: operation.invoked,
        to,
    }
}
