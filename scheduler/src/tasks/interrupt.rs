use std::any::Any;

use crate::TaskId;
use crate::world::with;

/// Lets a task panic with `payload` where it waits, instead of doing what it has come to; returns true if it
/// will.
///
/// It does so when the strategy chooses it the next time, and its destructors run in that one step. One that
/// has ended or not begun yet does not, nor the one that is running, nor one that was interrupted already: who
/// interrupts has to leave a note for them where they look. It is a part of an operation of the task that
/// calls it, of the kind [`Kind::Interrupt`](crate::Kind::Interrupt). A notification of a condition variable that
/// it was given and has not acted upon is lost with it.
///
/// # Panics
///
/// Outside of executions.
///
/// # Examples
///
/// ```
/// use std::panic::catch_unwind;
///
/// use lockstep_scheduler::tasks::interrupt;
/// use lockstep_scheduler::{Runner, here, thread};
///
/// Runner::new().iterations(20).run(|| {
///     let waits = || catch_unwind(|| thread::park()).is_err();
///     let task = thread::spawn(waits);
///     thread::yield_now();
///     let number = here().unwrap().task.number() + 1;
///     if interrupt(number.into(), Box::new("enough")) {
///         assert!(task.join().unwrap());
///     }
/// });
/// ```
pub fn interrupt(task: TaskId, payload: Box<dyn Any + Send>) -> bool {
    let left = with(|world| world.interrupt(task, payload));
    left.expect("tasks are interrupted in executions").is_none()
}
