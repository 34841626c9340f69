//! All unsafe code of this mirror: functions that are unsafe in loom, too.
#![allow(unsafe_code)]

mod arc;
mod pointers;
mod unreachable;
mod unsync;

pub use pointers::{ConstPtr, MutPtr};
pub use unreachable::unreachable_unchecked;
