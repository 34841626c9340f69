//! Decides whether a history of concurrent operations is linearizable, and shows why not.

mod agenda;
mod attempts;
mod bits;
mod budget;
mod checker;
mod configuration;
mod counterexample;
mod depth;
mod expansion;
mod explain;
mod layers;
mod limits;
mod machine;
mod merge;
mod order;
mod part;
mod partition;
mod picture;
mod problem;
mod progress;
mod reach;
mod refinement;
mod search;
mod tape;
mod trail;
mod usage;
mod verdict;
mod verify;
mod wall;

pub use checker::Checker;
pub use counterexample::{Counterexample, Prefix, Reached};
pub use limits::{Limit, Limits, Stop};
pub use progress::Progress;
pub use search::Search;
pub use verdict::{Verdict, Witness};
pub use verify::{Flaw, verify};
