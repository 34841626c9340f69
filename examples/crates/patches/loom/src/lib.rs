//! Loom's names for `lockstep-loom`.

pub use lockstep_loom::*;
