//! Decides whether a history of concurrent operations is linearizable, and shows why not.
//!
//! A verdict is a proof: what is valid comes with a linearization, which [`verify`] has checked with
//! code that shares nothing with the search; what is invalid comes with the operation that finds no
//! place and with what was tried there, and where the history is small the refusal was searched again,
//! plainly; and where a limit is reached first, the verdict says which. It does not read files,
//! look at the clock by itself or know any object by name.
//!
//! ```
//! use lockstep_checker::Checker;
//! use lockstep_history::{Event, History};
//! use lockstep_models::{FifoQueue, PoolRet::{Done, Got}, QueueOp::{Dequeue, Enqueue}};
//!
//! let history = History::from_events([
//!     Event::Invoke(0, Enqueue(1)),
//!     Event::Invoke(1, Dequeue),
//!     Event::Ok(1, Got(1)),
//!     Event::Ok(0, Done),
//! ])?;
//! Checker::linearizable(FifoQueue::new()).assert(&history);
//! # Ok::<(), lockstep_history::RuleBroken>(())
//! ```
//!
//! | type | what it is |
//! |---|---|
//! | [`Checker`] | a property of histories, with limits |
//! | [`Verdict`] | valid with a [`Witness`], invalid with a [`Counterexample`], or unknown with a [`Limit`] |
//! | [`Limits`], [`Stop`], [`Progress`] | how much a check may use, and how far it has come |
//! | [`Suspicion`] | what looks wrong with how the history was recorded |

mod agenda;
mod attempts;
mod bits;
mod budget;
mod certificate;
mod checker;
mod clash;
mod columns;
mod configuration;
mod counterexample;
mod dense;
mod depth;
mod engine;
mod expansion;
mod explain;
mod judge;
mod layers;
mod limits;
mod machine;
mod merge;
mod monitor;
mod order;
mod part;
mod partition;
mod patience;
mod picture;
mod places;
mod problem;
mod progress;
mod reach;
mod recheck;
mod refinement;
mod replay;
mod satisfied;
mod search;
mod sentences;
mod shortcut;
mod side_by_side;
mod suspicion;
mod tape;
mod trail;
mod usage;
mod used;
mod verdict;
mod verify;
mod walk;
mod wall;

pub use checker::Checker;
pub use counterexample::{Counterexample, Explored, Prefix, Reached};
pub use engine::{Engine, Used};
pub use limits::{Limit, Limits, Stop};
pub use progress::Progress;
pub use search::Search;
pub use suspicion::Suspicion;
pub use verdict::{Verdict, Witness};
pub use verify::{Flaw, verify};
