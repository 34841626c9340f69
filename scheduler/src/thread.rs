//! [`std::thread`], whose threads are tasks in a controlled execution.

mod spawn;

pub use spawn::{JoinHandle, spawn, yield_now};
pub use std::thread::Result;
