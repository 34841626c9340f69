//! What holds for every input of the targets.

mod readers;
mod schedules;

pub use readers::{assert_comes_back, read, sealed};
pub use schedules::run_schedule;
