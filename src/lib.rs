//! Checks histories of concurrent operations, and makes the streams that record them.
//!
//! Several clients use an object at the same time: a register, a queue, a database. Each notes what
//! it asked for and what it was told. Is there *any* order, one operation at a time, that explains
//! what they all saw? If there is and it respects time, the history is *linearizable*. Lockstep
//! decides it, shows the operation that finds no place where there is none, and says so when it
//! cannot tell. It does not talk to your system, and it does not say whether it is fast.
//!
//! # A first history
//!
//! ```text
//! 0  ├─ write 1 ─┤
//! 1       ├─ read → 0 ─┤
//! 2                        ├─ read → 0 ─┤
//! ```
//!
//! The first read may see the old value, for the write is still going on. The second may not:
//!
//! ```
//! use lockstep::prelude::*;
//!
//! let history = History::from_events([
//!     Event::Invoke(0, RegisterOp::Write(1)),
//!     Event::Invoke(1, RegisterOp::Read),
//!     Event::Ok(0, RegisterRet::Done),
//!     Event::Ok(1, RegisterRet::Got(0)),
//!     Event::Invoke(2, RegisterOp::Read),
//!     Event::Ok(2, RegisterRet::Got(0)),
//! ])?;
//! let verdict = Checker::linearizable(Register::new(0)).check(&history);
//! let counterexample = verdict.counterexample().expect("the second read is too late");
//! assert_eq!(counterexample.event, 5);
//! assert_eq!(counterexample.shown, "read → 0");
//! # Ok::<(), lockstep::history::RuleBroken>(())
//! ```
//!
//! # From threads of your own
//!
//! A [`Recorder`](history::Recorder) notes what any number of threads do. Give each a process, and
//! run operations through it:
//!
//! ```
//! use std::sync::Mutex;
//!
//! use lockstep::prelude::*;
//!
//! let register = Mutex::new(0);
//! let recorder = Recorder::new();
//! std::thread::scope(|scope| {
//!     for value in [1, 2, 3] {
//!         let (mut process, register) = (recorder.process(), &register);
//!         scope.spawn(move || {
//!             process.op(RegisterOp::Write(value), |_| {
//!                 *register.lock().unwrap() = value;
//!                 RegisterRet::Done
//!             });
//!             process.op(RegisterOp::Read, |_| RegisterRet::Got(*register.lock().unwrap()));
//!         });
//!     }
//! });
//! Checker::linearizable(Register::new(0)).assert(&recorder.finish());
//! ```
//!
//! # From a file
//!
//! [`Recording::read`](history::Recording::read) takes JSON lines, a JSON array, EDN or Jepsen's
//! console log, and refuses what is no history with the line and the rule. The command
//! `lockstep check` does the same for whole directories.
//!
//! ```
//! use lockstep::history::ReadOptions;
//! use lockstep::prelude::*;
//!
//! let text = br#"
//! {"process": 0, "type": "invoke", "f": "enqueue", "value": "a"}
//! {"process": 0, "type": "ok", "f": "enqueue", "value": "a"}
//! {"process": 1, "type": "invoke", "f": "dequeue", "value": null}
//! {"process": 1, "type": "ok", "f": "dequeue", "value": "a"}
//! "#;
//! let recording = Recording::from_bytes(text, "run.jsonl", None, ReadOptions::default())?;
//! let queue = FifoQueue::<Value>::new();
//! let history = recording.decode(&queue, Independent::No)?;
//! assert!(Checker::linearizable(queue).check(&history).is_valid());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What workers do next
//!
//! A generator is a value: asking it gives an operation and its successor, and the same seed gives
//! the same operations everywhere.
//!
//! ```
//! use lockstep::prelude::*;
//!
//! let g = weighted([(RegisterOp::Read, 3), (RegisterOp::Write(1), 1)])?.seed(42).take(4);
//! let (first, rest) = g.next().expect("four are left");
//! assert_eq!(g.iter().next(), Some(first));
//! assert_eq!(rest.iter().count(), 3);
//! # Ok::<(), lockstep::generator::BuildError>(())
//! ```
//!
//! # Histories that nobody had to record
//!
//! [`Synth`](workloads::Synth) plays a model: as many operations, processes and crashes as you like,
//! correct or with one wrong answer, to try a checker or a model of your own with.
//!
//! ```
//! use lockstep::prelude::*;
//!
//! let set = Set::<i64>::new();
//! let synthesized = Synth::new(Seed::from(42)).operations(1000).processes(8).run(&set)?;
//! Checker::linearizable(set).assert(&synthesized.into_history());
//! # Ok::<(), lockstep::workloads::SynthError>(())
//! ```
//!
//! # An object of your own
//!
//! A model says what one operation at a time would answer: implement [`Model`](models::Model). The
//! example `own_model` does it in under 30 lines.
//!
//! # Where things are
//!
//! | module | holds |
//! |---|---|
//! | [`seed`] | what fixes every random choice |
//! | [`generator`] | streams of operations |
//! | [`history`] | events, histories, the recorder, readers and writers |
//! | [`models`] | the objects, and the trait for yours |
//! | [`checker`] | the search, its limits, verdicts and counterexamples |
//! | [`scheduler`] | runs a test under many schedules; the strategies that choose them |
//! | [`sync`], [`thread`], [`time`] | std's, whose every use a scheduler can see |
//! | [`future`] | async tasks, and channels, locks and timers for them |
//! | [`otp`] | processes with mailboxes, on the nodes of a simulated cluster |
//! | [`report`] | pages to look at: histories with their verdicts, schedules that failed |
//! | [`workloads`] | workers that record what they do; synthesized histories |

pub use lockstep_checker as checker;
pub use lockstep_generator as generator;
pub use lockstep_history as history;
pub use lockstep_macros::test;
pub use lockstep_models as models;
pub use lockstep_otp as otp;
pub use lockstep_report as report;
pub use lockstep_scheduler as scheduler;
pub use lockstep_scheduler::{Runner, future, hint, rand, sync, thread, thread_local, time};
pub use lockstep_seed as seed;
pub use lockstep_workloads as workloads;

pub mod prelude;

/// The README and the chapters of the guide, whose examples have to run.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/src/introduction.md")]
    struct Introduction;
    #[doc = include_str!("../docs/src/flaky-test.md")]
    struct FlakyTest;
    #[doc = include_str!("../docs/src/log.md")]
    struct Log;
    #[doc = include_str!("../docs/src/recorders.md")]
    struct Recorders;
    #[doc = include_str!("../docs/src/counterexample.md")]
    struct Counterexample;
    #[doc = include_str!("../docs/src/model.md")]
    struct Model;
    #[doc = include_str!("../docs/src/workload.md")]
    struct Workload;
    #[doc = include_str!("../docs/src/strategy.md")]
    struct Strategy;
    #[doc = include_str!("../docs/src/methodology.md")]
    struct Methodology;
    #[doc = include_str!("../docs/src/coming-from.md")]
    struct ComingFrom;
}
