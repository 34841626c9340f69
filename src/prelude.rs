//! What most tests need, in one `use`.

pub use crate::checker::{Checker, Limit, Limits, Stop, Verdict};
pub use crate::generator::{Generator, cycle, mix, random, weighted};
pub use crate::history::{
    Event, Failure, History, Operation, Outcome, ProcessHandle, Recorder, Recording, Value,
};
pub use crate::models::*;
pub use crate::seed::Seed;
pub use crate::workloads::{Share, Synth, Values, Violation};
