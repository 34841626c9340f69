use std::collections::HashSet;

use lockstep_history::{History, Outcome};
use lockstep_models::{Model, Next};

use crate::Object;

/// Tries every order in which the operations can have taken effect.
pub(crate) fn is_linearizable<O: Object>(object: &O, history: &History<O::Op, O::Ret>) -> bool {
    up_to(object, history, u32::MAX)
}

/// Returns the first return that no order gets past.
pub(crate) fn first_wall<O: Object>(object: &O, history: &History<O::Op, O::Ret>) -> Option<u32> {
    let mut returns: Vec<u32> = (history.operations().iter())
        .filter(|operation| matches!(operation.outcome, Outcome::Done(_)))
        .filter_map(|operation| operation.completed)
        .collect();
    returns.sort_unstable();
    returns
        .into_iter()
        .find(|&event| !up_to(object, history, event))
}

struct Placeable<'a, M: Model> {
    op: &'a M::Op,
    ret: Option<&'a M::Ret>,
    invoked: u32,
    returned: Option<u32>,
}

/// Judges the history cut after the event `last`: what is open there may take effect or not, and if it
/// does it answers as it did later.
fn up_to<O: Object>(object: &O, history: &History<O::Op, O::Ret>, last: u32) -> bool {
    let placeable: Vec<Placeable<'_, O>> = (history.operations().iter())
        .filter(|operation| operation.invoked <= last && operation.outcome != Outcome::Failed)
        .map(|operation| {
            let (ret, returned) = match &operation.outcome {
                Outcome::Done(ret) => (ret.as_ref(), operation.completed),
                _ => (None, None),
            };
            Placeable {
                op: &operation.op,
                ret,
                invoked: operation.invoked,
                returned: returned.filter(|event| *event <= last),
            }
        })
        .collect();
    place(
        object,
        &placeable,
        0,
        &object.initial(),
        &mut HashSet::new(),
    )
}

fn place<O: Object>(
    object: &O,
    all: &[Placeable<'_, O>],
    placed: u32,
    state: &O::State,
    dead: &mut HashSet<(u32, O::State)>,
) -> bool {
    let waiting = |number: usize| placed >> number & 1 == 0;
    let due = (0..all.len())
        .filter(|&number| waiting(number))
        .filter_map(|number| all[number].returned)
        .min();
    let Some(due) = due else { return true };
    if !dead.insert((placed, state.clone())) {
        return false;
    }
    (0..all.len())
        .filter(|&number| waiting(number) && all[number].invoked < due)
        .any(|number| {
            let next = match object.step(state, all[number].op, all[number].ret) {
                Next::None => Vec::new(),
                Next::One(next) => vec![next],
                Next::Many(next) => next,
            };
            let placed = placed | 1 << number;
            next.iter()
                .any(|next| place(object, all, placed, next, dead))
        })
}
