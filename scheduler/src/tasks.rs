//! What systems of processes are made of: tasks that others can end, tasks without stacks, and what all tasks
//! of an execution share.
//!
//! | item | is for |
//! |---|---|
//! | [`spawn`] | a task that nobody joins |
//! | [`come_to`] | an operation whose object is known by its number only |
//! | [`interrupt`] | a signal that ends a task where it waits |
//! | [`Courier`] | what happens by itself: a message that arrives, a timer that fires |
//! | [`per_execution`] | what all tasks of an execution share, such as a table of processes |
//! | [`Crash`] | a panic that was caught, which may yet fail the execution |
//! | [`is_ending`] | who catches panics: the tasks that are left over are unwound by one |

mod come_to;
mod courier;
mod crash;
mod interrupt;
mod per_execution;
mod spawn;

pub use come_to::come_to;
pub use courier::{Courier, Next};
pub use crash::Crash;
pub use interrupt::interrupt;
pub use per_execution::per_execution;
pub use spawn::spawn;

pub(crate) use courier::{Act, run_courier};
pub(crate) use per_execution::Commons;

use crate::world::with;

/// Returns true once the execution on this thread has ended, and what is left of it is dropped.
///
/// A task that is left over then is unwound by a panic: who catches it must let it go on.
pub fn is_ending() -> bool {
    with(|world| world.ended().is_some()) == Some(true)
}
