//! Runs a concurrent test under schedules that are chosen, not left to chance.
//!
//! A test's threads become tasks of one thread. Before every operation on something they share, such as
//! a lock or an atomic, a [`Strategy`] chooses which task goes next. The same seed gives the same
//! schedule, so that what fails once fails again.

mod beat;
mod execution;
mod explore;
mod failure;
mod gate;
mod object;
mod operation;
mod options;
mod panic;
mod raw;
mod ready;
mod runner;
mod stamps;
mod step;
pub mod strategy;
pub mod sync;
mod task;
pub mod thread;
mod world;

pub use explore::Statistics;
pub use failure::{Category, Failure, Waiting};
pub use object::ObjectKind;
pub use operation::{Access, Kind, ObjectId, Operation, TaskId};
pub use runner::Runner;
pub use stamps::Stamps;
pub use step::Step;
pub use strategy::{Execution, Next, Point, Profile, Strategy};
