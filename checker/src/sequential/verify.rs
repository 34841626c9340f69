use hashbrown::HashMap;
use lockstep_history::{History, Outcome};
use lockstep_models::Model;

use crate::verify::{Flaw, step_through};

/// Checks that `order` is an order of all operations that keeps what each process did in turn and is
/// possible for the object: places in [`History::operations`].
///
/// It shares nothing with the search: it steps the model itself through the order, every independent
/// key on its own.
///
/// # Errors
///
/// The first [`Flaw`] that is found.
///
/// # Complexity
///
/// Linear in the length of the order, for objects that do not choose.
pub fn verify_sequential<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    order: &[u32],
) -> Result<(), Flaw> {
    check_program_order(history, order)?;
    step_through(model, history, order)
}

/// Checks that an order has all operations that took effect, none that failed, and each process's in
/// the order in which it did them.
pub(crate) fn check_program_order<Op, Ret>(
    history: &History<Op, Ret>,
    order: &[u32],
) -> Result<(), Flaw> {
    let operations = history.operations();
    let mut placed = vec![false; operations.len()];
    let mut latest: HashMap<u64, u32> = HashMap::new();
    for &place in order {
        let Some(operation) = operations.get(place as usize) else {
            return Err(Flaw::NotThere { operation: place });
        };
        if matches!(operation.outcome, Outcome::Failed) {
            return Err(Flaw::Failed { operation: place });
        }
        if std::mem::replace(&mut placed[place as usize], true) {
            return Err(Flaw::Twice { operation: place });
        }
        match latest.insert(operation.process, place) {
            Some(before) if before > place => {
                return Err(Flaw::OutOfProgram { operation: place });
            }
            _ => {}
        }
    }
    for (place, operation) in (0u32..).zip(operations) {
        if matches!(operation.outcome, Outcome::Done(_)) && !placed[place as usize] {
            return Err(Flaw::Missing { operation: place });
        }
    }
    Ok(())
}
