use std::collections::HashSet;

use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Model, Next};

use crate::histories::Object;

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

/// Judges the history cut after the event `last`: every independent object in it by itself.
fn up_to<O: Object>(object: &O, history: &History<O::Op, O::Ret>, last: u32) -> bool {
    let keys: HashSet<_> = (history.operations().iter())
        .map(|operation| &operation.key)
        .collect();
    keys.iter().all(|key| {
        let placeable: Vec<Placeable<'_, O>> = (history.operations().iter())
            .filter(|operation| operation.key == **key && operation.invoked <= last)
            .filter_map(|operation| Placeable::new(operation, last))
            .collect();
        let initial = object.initial();
        place(object, &placeable, 0, &initial, &mut HashSet::new())
    })
}

struct Placeable<'a, M: Model> {
    op: &'a M::Op,
    ret: Option<&'a M::Ret>,
    invoked: u32,
    returned: Option<u32>,
}

impl<'a, M: Model> Placeable<'a, M> {
    /// What is open after the event `last` may take effect or not, and if it does it answers as it did
    /// later.
    fn new(operation: &'a Operation<M::Op, M::Ret>, last: u32) -> Option<Self> {
        let (ret, returned) = match &operation.outcome {
            Outcome::Done(ret) => (ret.as_ref(), operation.completed),
            Outcome::Unknown => (None, None),
            Outcome::Failed => return None,
        };
        Some(Self {
            op: &operation.op,
            ret,
            invoked: operation.invoked,
            returned: returned.filter(|event| *event <= last),
        })
    }
}

fn place<M: Model>(
    model: &M,
    all: &[Placeable<'_, M>],
    placed: u32,
    state: &M::State,
    dead: &mut HashSet<(u32, M::State)>,
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
            let next = match model.step(state, all[number].op, all[number].ret) {
                Next::None => Vec::new(),
                Next::One(next) => vec![next],
                Next::Many(next) => next,
            };
            let placed = placed | 1 << number;
            next.iter()
                .any(|next| place(model, all, placed, next, dead))
        })
}
