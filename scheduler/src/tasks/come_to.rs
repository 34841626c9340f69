use crate::Operation;
use crate::world::reach;

/// Comes to an operation that is always possible, and returns once the strategy has chosen the task to do it.
///
/// Outside of executions it returns at once.
pub fn come_to(operation: Operation) {
    reach(operation, None);
}
