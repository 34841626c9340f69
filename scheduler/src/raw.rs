//! All unsafe code of the scheduler, each with its argument.
#![allow(unsafe_code)]

mod coroutine;
mod location;
#[cfg(unix)]
mod overflow;

pub(crate) use coroutine::{Fiber, Progress, outliving, suspend};
pub(crate) use location::LastLocation;
