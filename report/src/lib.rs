//! Pages to look at: a history with its verdict, a run with its plots, a schedule that failed.
//!
//! Each page is one HTML file that holds all it needs: no network, no other files. The browser draws
//! what is visible; what the page knows is in it as JSON, in the element with the id `data`, for scripts
//! of your own.

mod annotation;
mod history;
mod page;
mod run;
mod runs;
mod schedule;
mod sheet;

pub use history::HistoryPage;
pub use run::{Plot, RunFigures, RunPage};
pub use runs::{ListedRun, RunsPage};
pub use schedule::SchedulePage;
