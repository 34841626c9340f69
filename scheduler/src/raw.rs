//! All unsafe code of the scheduler, each with its argument.
#![allow(unsafe_code)]

mod abandoned;
mod coroutine;
mod function;
mod lent;
mod location;
mod lock;
#[cfg(unix)]
mod overflow;
mod reentrant;
mod scope;
mod shelf;

pub(crate) use abandoned::{Abandoned, give_back};
pub(crate) use coroutine::{Fiber, Progress, suspend};
pub(crate) use function::copied;
pub use lent::{Alone, Among};
pub(crate) use location::LastLocation;
pub use lock::{Exclusive, Lock, OneByOne, Shared, SideBySide};
pub use reentrant::{Inside, Reentrant};
pub(crate) use scope::Crew;
pub use scope::Scope;
pub(crate) use shelf::Shelf;
