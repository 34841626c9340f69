//! [`loom::sync`](https://docs.rs/loom/0.7/loom/sync/): std's types, with what loom adds.

mod arc;
pub mod atomic;
mod barrier;
mod condvar;
pub mod mpsc;
mod mutex;
mod notify;
mod rwlock;

pub use std::sync::{LockResult, TryLockResult};

pub use arc::Arc;
pub(crate) use arc::Owners;
pub use barrier::Barrier;
pub use condvar::{Condvar, WaitTimeoutResult};
pub use mutex::{Mutex, MutexGuard};
pub use notify::Notify;
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
