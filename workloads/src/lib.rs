//! What feeds a checker: histories of systems that clients use, and histories that are made.
//!
//! A [`Workload`] is a generator of operations, a [`System`] to do them on, and perhaps a [`Nemesis`] with
//! faults. [`Workers::run`] runs it: on threads, or in a controlled execution under any strategy, it is the
//! same code, and only the system differs. What comes of it is a history, which nothing here judges.
//!
//! ```
//! use lockstep_generator::Generator;
//! use lockstep_models::Counter;
//! use lockstep_seed::Seed;
//! use lockstep_workloads::{Ready, Workers};
//!
//! let system = Counter::offer("memory").expect("every workload has one").make();
//! let workload = Counter::ready().workload(system, 4, Seed::from(1))?;
//! let run = Workers::new(4, Seed::from(1)).run(&workload.with_main(|main| main.take(100)))?;
//! assert_eq!(run.history.operations().len(), 104);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
//! | [`Workers`] | those who run: a workload, or a generator each; with [`Watch`], [`Stop`] and [`Tally`] |
//! | [`Workload`] | what is done to a system, and who is to judge what came of it |
//! | [`System`], [`Client`], [`Calls`] | what is tested, and a process's way to it |
//! | [`Nemesis`], [`ClusterNemesis`], [`ClusterFaults`] | what causes faults, and which |
//! | [`Ready`], [`Offer`] | workloads to take as they are, with correct and with broken systems |
//! | [`Asking`] | what clients ask of an object that can be played |
//! | [`Play`], [`Supply`] | how a model of yours is played |

mod action;
mod asks;
mod calls;
mod caused;
mod client_error;
mod course;
mod desk;
mod faults;
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
pub use faults::{ClusterFault, ClusterFaults, ClusterNemesis, Cut, PickFaults, Split};
pub use nemesis::Nemesis;
pub use play::{Keys, Play};
pub use ready::{BoxedSystem, Offer, Ready};
pub use run::{Run, RunError, WORKERS_MAX, Watch};
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
