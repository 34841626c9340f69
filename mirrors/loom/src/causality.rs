//! What happens before what, as far as the program's own orderings say.
//!
//! Every execution is sequentially consistent, so that each load returns what was stored last. Whether
//! the program may rely on that is another question: it is told by clocks, which pass from task to task
//! only where a release meets an acquire.

mod accesses;
mod cell;
mod clock;
mod clocks;
mod memory;
mod released;

pub(crate) use accesses::Access;
pub(crate) use cell::{Cell, Open};
pub(crate) use clocks::{arc_of, fence, forget_arc, keep_arc, own_token, take_token};
pub(crate) use memory::{allocate, free, use_memory};
pub(crate) use released::Released;
