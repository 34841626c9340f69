use std::time::Duration;

use crate::TaskId;
use crate::world::with;

/// Where code runs: in which execution, and as which of its tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Here {
    /// The number of the execution, which none of the 2³² − 1 before it had; it differs from run to run, and
    /// must not reach what is printed.
    pub execution: u32,
    /// The task that is running.
    pub task: TaskId,
    /// How much virtual time has passed since the execution began.
    pub time: Duration,
}

/// Returns where it is called; nothing outside of executions.
///
/// A mirror keeps by it what belongs to one execution or to one task. It is no scheduling point.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::{Runner, here, thread};
///
/// assert!(here().is_none());
/// Runner::new().iterations(1).run(|| {
///     let main = here().unwrap();
///     let other = thread::spawn(|| here().unwrap()).join().unwrap();
///     assert_eq!(main.execution, other.execution);
///     assert_ne!(main.task, other.task);
/// });
/// ```
#[inline]
pub fn here() -> Option<Here> {
    with(|world| Here {
        execution: world.epoch,
        task: world.current(),
        time: Duration::from_nanos(world.now()),
    })
}
