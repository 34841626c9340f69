//! Decides whether a history of concurrent operations is linearizable, and shows why not.
//!
//! And whether it is sequentially or causally consistent, which is weaker: see [`Property`].
//!
//! A verdict is a proof: what is valid comes with a linearization, which [`verify`] has checked with
//! code that shares nothing with the search; what is invalid comes with the operation that finds no
//! place and with what was tried there, and where the history is small the refusal was searched again,
//! plainly; and where a limit is reached first, the verdict says which. It does not read files or
//! look at the clock by itself, and apart from [`judges`] it knows no object by name.
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
//! | [`Contradiction`] | why a history breaks a property weaker than linearizability |
//! | [`Limits`], [`Stop`], [`Progress`] | how much a check may use, and how far it has come |
//! | [`Suspicion`] | what looks wrong with how the history was recorded |
//! | [`judges`] | what judges a history by a rule of its own: sums, ids, lost elements |

mod abreast;
mod agenda;
mod attempts;
mod beginnings;
mod bits;
mod budget;
mod bundles;
mod causal;
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
mod greedy;
mod judge;
pub mod judges;
mod layers;
mod limits;
mod machine;
mod merge;
mod monitor;
mod numbers;
mod order;
mod part;
mod partition;
mod patience;
mod picture;
mod places;
mod precedence;
mod problem;
mod progress;
mod property;
mod reach;
mod recheck;
mod refinement;
mod replay;
mod satisfied;
mod scratch;
mod search;
mod sentences;
mod sequential;
mod shards;
mod shortcut;
mod side_by_side;
mod states;
mod suspicion;
mod tape;
mod threads;
mod times;
mod trail;
mod usage;
mod used;
mod verdict;
mod verified;
mod verify;
mod walk;
mod wall;
mod waves;

pub use causal::verify::{verify_causal, verify_causal_convergence};
pub use checker::Checker;
pub use counterexample::{Counterexample, Explored, Prefix, Reached};
pub use engine::{Engine, Used};
pub use limits::{Limit, Limits, Stop, Unfit};
pub use partition::{Portion, partition};
pub use precedence::contradiction::{Contradiction, DeadEnd, Ground, Link, Pattern, Why};
pub use progress::Progress;
pub use property::Property;
pub use search::Search;
pub use sequential::verify::verify_sequential;
pub use suspicion::Suspicion;
pub use verdict::{Verdict, Witness};
pub use verify::{Flaw, verify};
