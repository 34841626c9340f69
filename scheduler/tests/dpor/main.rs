//! Schedules are tried up to the order of independent steps: all of them, and each once.

mod counts;
mod futures;
mod kept;
mod program;
mod random;
mod small;
mod timers;
mod watched;

/// What the small tests are made of.
mod primitives {
    pub(crate) use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering};
    pub(crate) use lockstep_scheduler::sync::mpsc::channel;
    pub(crate) use lockstep_scheduler::sync::{Arc, Condvar, Mutex, RwLock};
    pub(crate) use lockstep_scheduler::thread::spawn;
}
