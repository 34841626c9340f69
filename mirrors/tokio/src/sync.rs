//! [`tokio::sync`](https://docs.rs/tokio/latest/tokio/sync/): every use is a scheduling point.

mod barrier;
mod once_cell;
mod set_once;

pub use barrier::{Barrier, BarrierWaitResult};
pub use lockstep_scheduler::future::sync::{
    AcquireError, Mutex, MutexGuard, Notify, OwnedMutexGuard, OwnedRwLockReadGuard,
    OwnedRwLockWriteGuard, OwnedSemaphorePermit, RwLock, RwLockReadGuard, RwLockWriteGuard,
    Semaphore, SemaphorePermit, TryAcquireError, TryLockError, broadcast, mpsc, oneshot, watch,
};
pub use once_cell::{OnceCell, SetError};
pub use set_once::{SetOnce, SetOnceError};

/// Futures that have names.
pub mod futures {
    pub use lockstep_scheduler::future::sync::{Notified, OwnedNotified};
}
