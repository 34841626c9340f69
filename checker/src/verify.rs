use hashbrown::HashMap;
use lockstep_history::{History, Outcome, Value};
use lockstep_models::{Model, Next};

use crate::times::check_times;

/// Why an order of operations is no linearization.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// The order names a place that the history does not have.
    #[error("operation {operation} is not in the history")]
    NotThere {
        /// The place that was named.
        operation: u32,
    },
    /// The order names an operation twice.
    #[error("operation {operation} is placed twice")]
    Twice {
        /// The place of the operation.
        operation: u32,
    },
    /// An operation took effect and is not in the order.
    #[error("operation {operation} took effect and is not placed")]
    Missing {
        /// The place of the operation.
        operation: u32,
    },
    /// An operation did not happen and is in the order.
    #[error("operation {operation} failed and is placed")]
    Failed {
        /// The place of the operation.
        operation: u32,
    },
    /// An operation returned before one was invoked that stands before it.
    #[error("operation {operation} returned before another was invoked that is placed before it")]
    OutOfTime {
        /// The place of the operation.
        operation: u32,
    },
    /// A process did an operation later that stands before it.
    #[error("operation {operation} is placed before what its process did earlier")]
    OutOfProgram {
        /// The place of the operation.
        operation: u32,
    },
    /// It is not known who wrote what an operation read.
    #[error("operation {operation} read what nobody wrote, or several did")]
    Sourceless {
        /// The place of the operation.
        operation: u32,
    },
    /// The object cannot answer like this there.
    #[error("operation {operation} cannot answer as it did where it is placed")]
    Impossible {
        /// The place of the operation.
        operation: u32,
    },
}

/// Checks that `order` is a linearization of the history: places in [`History::operations`].
///
/// It shares nothing with the search: it steps the model itself through the order, every independent
/// key on its own, and compares times. An object that chooses is followed through all its choices.
///
/// # Errors
///
/// The first [`Flaw`] that is found.
///
/// # Complexity
///
/// Linear in the length of the order, for objects that do not choose.
pub fn verify<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    order: &[u32],
) -> Result<(), Flaw> {
    check_times(history, order)?;
    step_through(model, history, order)
}

/// Steps the model through an order, every independent key on its own.
pub(crate) fn step_through<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    order: &[u32],
) -> Result<(), Flaw> {
    // Most histories have no keys, and need not look for one.
    let mut keyless = vec![model.initial()];
    let mut keyed: HashMap<&Value, Vec<M::State>> = HashMap::new();
    let mut after: Vec<M::State> = Vec::new();
    for &place in order {
        let operation = &history.operations()[place as usize];
        let ret = match &operation.outcome {
            Outcome::Done(ret) => ret.as_ref(),
            Outcome::Unknown => None,
            Outcome::Failed => return Err(Flaw::Failed { operation: place }),
        };
        let start = || vec![model.initial()];
        let before = match &operation.key {
            Some(key) => keyed.entry(key).or_insert_with(start),
            None => &mut keyless,
        };
        after.clear();
        for state in before.iter() {
            match model.step(state, &operation.op, ret) {
                Next::None => {}
                Next::One(next) => add(&mut after, next),
                Next::Many(all) => all.into_iter().for_each(|next| add(&mut after, next)),
            }
        }
        if after.is_empty() {
            return Err(Flaw::Impossible { operation: place });
        }
        std::mem::swap(before, &mut after);
    }
    Ok(())
}

fn add<S: Eq>(states: &mut Vec<S>, state: S) {
    if !states.contains(&state) {
        states.push(state);
    }
}

#[cfg(test)]
mod tests {
    use lockstep_history::{Independent, Recording};
    use lockstep_models::Register;

    use super::*;

    #[test]
    fn every_flaw_of_an_order_is_told() {
        let model: Register = Register::default();
        let recording = Recording::from_notation(
            "
            0  ├─ write 1 ─┤ ├─ write 3 ─?
            1      ├─ write 2 ─╳    ├─ read → 1 ─┤
            ",
        );
        let recording = recording.expect("the notation is right");
        let history = recording.decode(&model, Independent::No);
        let history = history.expect("it is a register");
        let (write, failed, lost, read) = (0, 1, 2, 3);
        let flaw = |order: &[u32]| verify(&model, &history, order).err();

        assert_eq!(flaw(&[write, read]), None);
        assert_eq!(flaw(&[write, read, lost]), None);
        for operation in [4, u32::MAX] {
            let not_there = Some(Flaw::NotThere { operation });
            assert_eq!(flaw(&[write, operation, read]), not_there);
            assert_eq!(flaw(&[write, read, operation]), not_there);
        }
        let twice = Flaw::Twice { operation: write };
        assert_eq!(flaw(&[write, read, write]), Some(twice));
        let missing = Flaw::Missing { operation: read };
        assert_eq!(flaw(&[write]), Some(missing));
        let has_failed = Flaw::Failed { operation: failed };
        assert_eq!(flaw(&[write, failed, read]), Some(has_failed));
        let late = Flaw::OutOfTime { operation: write };
        assert_eq!(flaw(&[read, write]), Some(late));
        let impossible = Flaw::Impossible { operation: read };
        assert_eq!(flaw(&[write, lost, read]), Some(impossible));
    }
}
