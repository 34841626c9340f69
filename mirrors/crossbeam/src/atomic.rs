//! `crossbeam::atomic`: a cell for any value, and loads in the order of dependencies.

mod cell;
mod consume;

pub use cell::AtomicCell;
pub use consume::AtomicConsume;
