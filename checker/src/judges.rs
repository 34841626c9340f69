//! Judges that are no models: each counts what one rule asks of a history, in quasi-linear time.
//!
//! A [`Checker`](crate::Checker) asks whether some order explains all that was seen. A judge asks for
//! less, and so it can say more: which elements were lost, how long they were missing, by how much a
//! sum was off. What it refuses is wrong; what it lets pass keeps its rule and nothing else.
//!
//! | judge | of the ops of | what has to hold |
//! |---|---|---|
//! | [`Bank`] | [`Bank`](lockstep_models::Bank) | every read has all accounts, and their sum never changes |
//! | [`UniqueIds`] | [`UniqueIds`](lockstep_models::UniqueIds) | no id is given out twice |
//! | [`TotalQueue`] | [`FifoQueue`](lockstep_models::FifoQueue), [`UnorderedQueue`](lockstep_models::UnorderedQueue) | what goes in comes out, once |
//! | [`SetFull`] | [`GrowSet`](lockstep_models::GrowSet) | what was added is seen from then on |
//! | [`CounterBounds`] | [`Counter`](lockstep_models::Counter) | every read is between two sums |
//! | [`Stats`] | any object | every operation succeeded at least once |
//!
//! They are those of Jepsen, where each of their reports says how it differs. Operations that failed
//! did not happen; those of unknown end may have taken effect at any later time, or never. Where
//! nothing was tested the answer is [`Finding::Unknown`], which is no pass.
//!
//! A history of many keys is judged as that of one object: split it first, with
//! [`History::into_keys`](lockstep_history::History::into_keys).
//!
//! # Examples
//!
//! ```
//! use lockstep_checker::judges::{Finding, Judge, Report, UniqueIds};
//! use lockstep_history::{Event, History};
//! use lockstep_models::UniqueIdsOp::Generate;
//!
//! let history = History::from_events([
//!     Event::Invoke(0, Generate),
//!     Event::Ok(0, 17),
//!     Event::Invoke(1, Generate),
//!     Event::Ok(1, 17),
//! ])?;
//! let report = UniqueIds::new().judge(&history);
//! assert_eq!(report.finding(), Finding::Invalid);
//! assert_eq!(
//!     report.to_string(),
//!     "1 duplicated; attempted 2, acknowledged 2, from 17 to 17\n  \
//!      17 to process 0 (events 0 to 1), process 1 (events 2 to 3)\n"
//! );
//! # Ok::<(), lockstep_history::RuleBroken>(())
//! ```

mod bank;
mod clock;
mod counter_bounds;
mod figure;
mod judge;
mod latencies;
mod listed;
mod numbering;
mod place;
mod set_full;
mod stats;
mod total_queue;
mod unique_ids;

pub use bank::{BadRead, Bank, BankReport, Basis};
pub use clock::Unit;
pub use counter_bounds::{CounterBounds, CounterBoundsReport, OutOfBounds};
pub use figure::Figure;
pub use judge::{Finding, Judge, Report, Untested};
pub use latencies::Latencies;
pub use place::Place;
pub use set_full::{Consistency, Fate, SetFull, SetFullReport, Strayed};
pub use stats::{Counts, Stats, StatsReport};
pub use total_queue::{Drain, Surplus, TotalQueue, TotalQueueReport};
pub use unique_ids::{Duplicate, UniqueIds, UniqueIdsReport};
