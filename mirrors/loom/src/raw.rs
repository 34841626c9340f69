//! All unsafe code of this mirror: functions that are unsafe in loom, too.
#![allow(unsafe_code)]

mod alloc;
mod arc;
mod pointers;
mod unreachable;
mod unsync;

pub(crate) use alloc::Freed;
pub use alloc::{alloc, alloc_zeroed, dealloc};
pub use pointers::{ConstPtr, MutPtr};
pub use unreachable::unreachable_unchecked;
