//! [`std::hint`], where to spin is to let others go first.

pub use crate::raw::unreachable_unchecked;
pub use lockstep_scheduler::hint::spin_loop;
