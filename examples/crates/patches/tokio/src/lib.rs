//! Tokio's names for `lockstep-tokio`.

pub use lockstep_tokio::*;
