use hashbrown::HashSet;
use lockstep_history::{History, Outcome};
use lockstep_models::Model;

use crate::Property;
use crate::clash::Clash;
use crate::counterexample::{Counterexample, Explored, Prefix, Reached};
use crate::part::{Part, Subject};
use crate::picture::{Bar, draw};
use crate::places::{Fit, Place, Places};
use crate::problem::Entry;
use crate::sentences::tell as tell_why;
use crate::wall::{First, Wall};

/// How many operations are drawn at most.
const DRAWN: usize = 14;

/// Says why nothing gets past a wall.
///
/// It searches again, by itself and within bounds of its own, so that what it says depends on the wall
/// and not on how the wall was found. Should it meet an earlier wall, it explains that one.
pub(crate) fn explain<M: Model + Sync>(
    history: &History<M::Op, M::Ret>,
    part: &Part<'_, M>,
    wall: Wall,
) -> Counterexample {
    let found = match part.problem.width {
        0..=64 => Places::find::<1>(part, wall.layer),
        65..=128 => Places::find::<2>(part, wall.layer),
        129..=512 => Places::find::<8>(part, wall.layer),
        _ => Places::find::<64>(part, wall.layer),
    };
    match found {
        Ok(places) => tell(history, part, wall, &places),
        Err(layer) => explain(history, part, Wall { layer, ..wall }),
    }
}

fn tell<M: Model + Sync>(
    history: &History<M::Op, M::Ret>,
    part: &Part<'_, M>,
    wall: Wall,
    places: &Places,
) -> Counterexample {
    let entry = part.returning(wall.layer);
    let operation = &history.operations()[entry.operation as usize];
    Counterexample {
        property: Property::Linearizable,
        operation: entry.operation,
        event: entry.returned,
        prefix: prefix(wall.first),
        process: operation.process,
        shown: part.show(entry.class),
        key: operation.key.as_ref().map(ToString::to_string),
        configurations: (places.listed.iter())
            .map(|place| reached(history, part, place))
            .collect(),
        states_left_out: places.left_out,
        explored: if places.cut_short {
            Explored::Partly
        } else {
            Explored::Fully
        },
        contradiction: Vec::new(),
        named: named(places),
        proof: None,
        used: Vec::new(),
        picture: picture(history, part, entry, places),
    }
}

/// Says why operations contradict each other.
pub(crate) fn explain_clash<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    operations: &[u32],
    clash: &Clash,
    first: First,
) -> Counterexample {
    let operation = &history.operations()[clash.known_by as usize];
    let event = operation.completed.unwrap_or(operation.invoked);
    let mut drawn = vec![clash.known_by];
    drawn.extend(&clash.operations);
    let mut seen = HashSet::new();
    let before =
        operations.partition_point(|&place| history.operations()[place as usize].invoked < event);
    drawn.extend(operations[..before].iter().rev().take(DRAWN));
    drawn.retain(|place| seen.insert(*place));
    drawn.truncate(DRAWN);
    let bars: Vec<Bar> = drawn
        .iter()
        .map(|&place| bar(model, history, place))
        .collect();
    Counterexample {
        property: Property::Linearizable,
        operation: clash.known_by,
        event,
        prefix: prefix(first),
        process: operation.process,
        shown: bar(model, history, clash.known_by).label,
        key: operation.key.as_ref().map(ToString::to_string),
        configurations: Vec::new(),
        states_left_out: 0,
        explored: Explored::Fully,
        contradiction: tell_why(model, history, clash),
        named: once(clash.operations.iter().copied()),
        proof: None,
        used: Vec::new(),
        picture: draw(&bars, before),
    }
}

fn prefix(first: First) -> Prefix {
    match first {
        First::Proved => Prefix::Shortest,
        First::AtMost => Prefix::Sufficient,
    }
}

fn reached<M: Model + Sync>(
    history: &History<M::Op, M::Ret>,
    part: &Part<'_, M>,
    place: &Place,
) -> Reached {
    let after = place.after.iter().map(|step| part.show(step.class));
    Reached {
        after: after.collect(),
        linearized: place.after.iter().map(|step| step.operation).collect(),
        state: place.state.clone(),
        blocks: match place.fit {
            Fit::Impossible => None,
            Fit::BlocksSomething => Some("something that returns before it".into()),
            Fit::Blocks(entry) => {
                let process = history.operations()[entry.operation as usize].process;
                Some(format!("process {process}'s {}", part.show(entry.class)))
            }
        },
        blocked: match place.fit {
            Fit::Blocks(entry) => Some(entry.operation),
            Fit::Impossible | Fit::BlocksSomething => None,
        },
    }
}

/// Returns the operations that find no place instead, and those that lead to the places.
fn named(places: &Places) -> Vec<u32> {
    let blocked = places.listed.iter().filter_map(|place| match place.fit {
        Fit::Blocks(entry) => Some(entry.operation),
        Fit::Impossible | Fit::BlocksSomething => None,
    });
    let after = places.listed.iter().flat_map(|place| &place.after);
    once(blocked.chain(after.map(|step| step.operation)))
}

/// Returns the operations in their order, each once.
fn once(operations: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut known = HashSet::new();
    operations
        .filter(|operation| known.insert(*operation))
        .collect()
}

/// Draws the operation, what the places name, what was open beside it, and what came before.
fn picture<M: Model + Sync>(
    history: &History<M::Op, M::Ret>,
    part: &Part<'_, M>,
    wall: Entry,
    places: &Places,
) -> String {
    let problem = &part.problem;
    let mut drawn = vec![wall.operation];
    let mut add = |operation: u32| {
        if !drawn.contains(&operation) && drawn.len() < DRAWN {
            drawn.push(operation);
        }
    };
    for place in &places.listed {
        if let Fit::Blocks(entry) = place.fit {
            add(entry.operation);
        }
    }
    let named = places.listed.iter().flat_map(|place| &place.after);
    named.for_each(|step| add(step.operation));
    places.open.iter().for_each(|entry| add(entry.operation));
    let last = problem
        .entries
        .partition_point(|entry| entry.invoked < wall.returned);
    let overlaps = |entry: &Entry| entry.returned > wall.invoked;
    let before = || problem.entries[..last].iter().rev().take(DRAWN);
    (before().filter(|entry| overlaps(entry))).for_each(|entry| add(entry.operation));
    before().for_each(|entry| add(entry.operation));
    let bars: Vec<Bar> = drawn
        .iter()
        .map(|place| bar(part.model, history, *place))
        .collect();
    let crashed = problem.crashed.iter().flat_map(|class| &class.operations);
    let invoked = |operation: &&u32| history.operations()[**operation as usize].invoked;
    let crashed = crashed.filter(|operation| invoked(operation) < wall.returned);
    draw(&bars, last + crashed.count())
}

fn bar<M: Model>(model: &M, history: &History<M::Op, M::Ret>, place: u32) -> Bar {
    let operation = &history.operations()[place as usize];
    let (ret, to) = match &operation.outcome {
        Outcome::Done(ret) => (ret.as_ref(), operation.completed),
        _ => (None, None),
    };
    Bar {
        process: operation.process,
        label: model.show_op(&operation.op, ret),
        from: operation.invoked,
        to,
    }
}
