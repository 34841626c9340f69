//! Runs a concurrent test under schedules that are chosen, not left to chance.
//!
//! A test's threads become tasks of one thread. Before every operation on something they share, such as
//! a lock or an atomic, a [`Strategy`] chooses which task goes next. The same seed gives the same
//! schedule, so that what fails once fails again.
//!
//! # Where names differ from the BEAM's Lockstep
//!
//! | there | here | why |
//! |---|---|---|
//! | `ctest name, opts do` | `#[lockstep::test(opts)] fn name()` | an attribute is how Rust marks tests |
//! | `max_steps`, 1,000 | `steps_max`, 10,000 | a step is one operation on one object, a smaller thing |
//! | `iter_timeout` | `timeout_ms`, 30,000 | it says its unit |
//! | `iterations`, 100 | `iterations`, 1,000 | an execution takes some microseconds |
//! | `strategy: :pct` by default | `"mix"` | no single strategy finds all of the bugs in our tests |
//! | `:pos` resamples by chance | `"pos"` is POS as published | only what races gets new priorities |
//! | `bug_depth: 3` | `"pct:3"`; `"pct"` draws it from 1 to 5 | a fixed depth can be blind to a bug |
//! | `P0(root)` | `T0(main)` | they are threads |
//! | `mix lockstep.replay` | `cargo lockstep replay`, `LOCKSTEP_REPLAY=` | |
//! | timers fire in order when nothing else can | the same; `early_timers` lets them race | a test that sleeps means an order |
//!
//! # Where mirrors differ from std
//!
//! In an execution; outside of them they are std's.
//!
//! | std | here |
//! |---|---|
//! | a `static` keeps what it holds | an atomic, a `Once`, `OnceLock` or `LazyLock` is fresh in each execution; a mutex or rwlock that several use is refused |
//! | `LazyLock::new` takes any closure | one that several executions use needs a function, as a `static` has: each calls it |
//! | orderings may be relaxed | every execution is sequentially consistent |
//! | `compare_exchange_weak` and `Condvar::wait` may end for no reason | they never do |
//! | time passes | when nobody can go on, and then to the next deadline; or when all who can only yield; or at any moment to a deadline, with [`Runner::early_timers`] |

mod beat;
mod blocks;
mod bug;
mod carrier;
mod corpus;
mod coverage;
mod cycle;
mod determinism;
mod environment;
mod estimates;
mod execution;
mod explore;
mod failure;
mod fingerprint;
mod fold;
pub mod future;
mod gate;
pub mod gated;
mod heading;
mod here;
pub mod hint;
mod investigation;
mod lines;
mod locals;
mod name;
mod nearest;
mod neighbours;
mod object;
mod operation;
mod options;
mod panic;
mod poller;
mod progress;
mod races;
pub mod rand;
mod raw;
mod ready;
mod replay;
mod rerun;
mod runner;
mod schedules;
mod shape;
mod shrink;
mod signal;
mod site;
mod slice;
mod stamps;
mod statistics;
mod step;
pub mod strategy;
mod streams;
pub mod sync;
mod table;
mod task;
pub mod tasks;
pub mod thread;
pub mod time;
mod trace;
mod world;

pub use bug::{BugFound, Shrunk};
pub use environment::EnvironmentError;
pub use failure::{Category, Failure, Waiting};
pub use here::{Here, here};
pub use lines::View;
pub use object::ObjectKind;
pub use operation::{Access, Kind, ObjectId, Operation, TaskId};
pub use progress::Progress;
pub use runner::Runner;
pub use slice::Extent;
pub use stamps::Stamps;
pub use statistics::Statistics;
pub use step::Step;
pub use strategy::{Execution, Next, Point, Profile, Strategy};
pub use trace::{
    Neighbours, ParseTraceError, Passing, ReadTraceError, Target, Trace, TracedObject, TracedStep,
    TracedTask, TracedValues, TracedWait,
};
