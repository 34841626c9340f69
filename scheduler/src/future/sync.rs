//! Channels and locks for async tasks, in the shape of tokio's.
//!
//! Every use is a scheduling point. Who waits is served in the order in which they came, and may give up:
//! a future that is dropped loses no message and gives its place in the line to the next.
//!
//! Outside of an execution they do the same on any executor.

pub mod broadcast;
mod line;
pub mod mpsc;
mod mutex;
mod notify;
pub mod oneshot;
mod permits;
mod point;
mod rwlock;
mod semaphore;
pub mod watch;

pub use mutex::{Mutex, MutexGuard, OwnedMutexGuard, TryLockError};
pub use notify::{Notified, Notify, OwnedNotified};
pub use rwlock::{
    OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
};
pub use semaphore::{
    AcquireError, OwnedSemaphorePermit, Semaphore, SemaphorePermit, TryAcquireError,
};
