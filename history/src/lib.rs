//! Histories of concurrent operations: events, recorder, readers and writers.
//!
//! A history says what clients asked for, what they were told, and in which order; it does not say if
//! that was right, which is for the checker to find out against a model. What is no history, because
//! a process completes what it never invoked or a file was cut, cannot be made: it is refused with
//! the line and the rule.
//!
//! ```text
//! 0  ├─ write 1 ─┤             process 0 invokes write 1; ok
//! 1       ├─ read → 1 ─┤       process 1 invokes read while the write is open; ok, it read 1
//! 2            ├─ write 2 ──?  nobody knows how it ended: info, or no completion
//! ```
//!
//! ```
//! use lockstep_history::{Kind, ReadOptions, Recording};
//!
//! let text = br#"{"process": 0, "type": "invoke", "f": "write", "value": 1}
//! {"process": 0, "type": "ok", "f": "write", "value": 1}"#;
//! let recording = Recording::from_bytes(text, "run.jsonl", None, ReadOptions::default())?;
//! assert_eq!(recording.event(1).kind(), Kind::Ok);
//! # Ok::<(), lockstep_history::ReadError>(())
//! ```
//!
//! | type | what it is |
//! |---|---|
//! | [`History`] | operations with types of your own: what the checker takes |
//! | [`Recorder`] | makes one of what threads do |
//! | [`Recording`] | a file as it was read: events with [`Value`]s |
//! | [`Codec`] | what turns a recording into a history of an object |
//!
//! It is a part of Lockstep; the crate `lockstep-rs` re-exports it as `history`.

mod assembly;
mod codec;
mod console;
mod edn;
mod event;
mod fault;
mod fields;
mod format;
mod history;
mod in_order;
mod json;
mod notation;
mod order;
mod pairing;
mod pieces;
mod read;
mod read_error;
mod recorder;
mod recording;
mod shared_slice;
mod text;
mod value;

pub use arcstr::ArcStr;
pub use codec::{Codec, Expected};
pub use event::{Kind, Process};
pub use fault::{DEPTH_MAX, Fault};
pub use format::Format;
pub use history::{Event, History, Operation, Outcome, RuleBroken};
pub use json::{JsonLine, Loss, Losses};
pub use order::{AtomicOrder, Order};
pub use pairing::{AfterInfo, Rule};
pub use read::ReadOptions;
pub use read_error::ReadError;
pub use recorder::{Recorder, failure::Failure, process_handle::ProcessHandle};
pub use recording::{DecodeError, EventRef, Independent, Recording};
pub use shared_slice::SharedSlice;
pub use value::Value;
