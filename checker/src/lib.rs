//! Decides whether a history of concurrent operations is linearizable, and shows why not.

mod checker;
mod counterexample;
mod limits;
mod progress;
mod verdict;

pub use checker::Checker;
pub use counterexample::{Counterexample, Reached};
pub use limits::{Limit, Limits, Stop};
pub use progress::Progress;
pub use verdict::{Verdict, Witness};
