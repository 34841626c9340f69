//! Histories of concurrent operations: events, recorder, readers and writers.

mod codec;
mod event;
mod history;
mod pairing;
mod value;

pub use codec::{Codec, Expected};
pub use event::{Kind, Process};
pub use history::{Event, History, Operation, Outcome, RuleBroken};
pub use pairing::{AfterInfo, Rule};
pub use value::Value;
