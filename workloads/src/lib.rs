//! What feeds a checker: histories that are made, and later clients that record them.
//!
//! [`Synth`] makes a history of any model, as long and as concurrent as it is asked to, correct or
//! with one wrong answer put in. It judges nothing: what it makes is checked like a recorded file.
//!
//! ```
//! use lockstep_models::FifoQueue;
//! use lockstep_seed::Seed;
//! use lockstep_workloads::{Synth, Values};
//!
//! let queue = FifoQueue::<i64>::new();
//! let synthesized = Synth::new(Seed::from(42))
//!     .operations(100)
//!     .processes(4)
//!     .values(Values::Unique)
//!     .run(&queue)?;
//! let history = synthesized.into_history();
//! assert_eq!(history.operations().len(), 100);
//! # Ok::<(), lockstep_workloads::SynthError>(())
//! ```
//!
//! | type | is |
//! |---|---|
//! | [`Synth`] | the settings of a history, and what makes it |
//! | [`Synthesized`] | the history, and where its wrong answer is |
//! | [`Values`], [`Share`], [`Violation`] | settings |
//! | [`Workers`] | generators, a system to be tested, and the history of what they did to it |
//! | [`Play`], [`Supply`] | how a model of yours is played |

mod action;
mod asks;
mod calls;
mod caused;
mod client_error;
mod course;
mod desk;
mod injection;
mod journal;
mod memory;
mod nemesis;
mod nemesis_worker;
mod play;
mod ready;
mod record;
mod run;
mod share;
mod simulation;
mod stop;
mod supply;
mod synth;
mod synthesized;
mod system;
mod tally;
mod values;
mod violation;
mod worker;
mod workers;
mod workload;

pub use action::Action;
pub use asks::{Asking, Asks};
pub use calls::Calls;
pub use caused::Caused;
pub use client_error::ClientError;
pub use nemesis::Nemesis;
pub use play::{Keys, Play};
pub use ready::{BoxedSystem, Offer, Ready};
pub use run::{Run, RunError, Watch};
pub use share::{Share, ShareError};
pub use stop::Stop;
pub use supply::Supply;
pub use synth::{Synth, SynthError};
pub use synthesized::Synthesized;
pub use system::{Client, Opening, System};
pub use tally::Tally;
pub use values::Values;
pub use violation::{Injected, Violation};
pub use workers::Workers;
pub use workload::Workload;
