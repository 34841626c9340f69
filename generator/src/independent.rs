//! Ops of independent keys: a generator for each key, one key after the other.
//!
//! Every op becomes the pair of its key and itself, so that each key's operations can be judged on their own.
//! [`sequential`] has all threads work on one key; [`concurrent`] makes groups of threads, each of which works
//! on a key of its own.

mod concurrent;
mod keys;
mod sequential;

pub use concurrent::{Concurrent, concurrent};
pub use sequential::{Sequential, sequential};
