//! [`loom::cell`](https://docs.rs/loom/0.7/loom/cell/): cells whose accesses are looked at for data races.
//!
//! An access is no scheduling point. Two race if neither happens before the other by what the program
//! synchronizes, in whatever order they come; so it is enough to run them in one. A search over all orders
//! of what synchronizes therefore misses none (Musuvathi et al., Finding and Reproducing Heisenbugs in
//! Concurrent Programs, OSDI 2008). The clocks are those of Mattern (1989) and of Fidge (1988).

#[expect(clippy::module_inception, reason = "the file is named after its type")]
mod cell;
mod unsafe_cell;

pub use crate::raw::{ConstPtr, MutPtr};
pub use cell::Cell;
pub use unsafe_cell::UnsafeCell;
