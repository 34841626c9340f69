//! Histories of concurrent operations: events, recorder, readers and writers.

mod codec;
mod console;
mod edn;
mod event;
mod fault;
mod fields;
mod format;
mod history;
mod json;
mod notation;
mod order;
mod pairing;
mod read;
mod read_error;
mod recorder;
mod recording;
mod value;

pub use codec::{Codec, Expected};
pub use event::{Kind, Process};
pub use fault::{DEPTH_MAX, Fault};
pub use format::Format;
pub use history::{Event, History, Operation, Outcome, RuleBroken};
pub use json::{Loss, Losses};
pub use order::{AtomicOrder, Order};
pub use pairing::{AfterInfo, Rule};
pub use read::ReadOptions;
pub use read_error::ReadError;
pub use recorder::{Recorder, failure::Failure, process_handle::ProcessHandle};
pub use recording::{DecodeError, EventRef, Independent, Recording};
pub use value::Value;
