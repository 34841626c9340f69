//! `crossbeam::sync`: parkers, a lock for many readers, and groups that are waited for.

mod parker;
mod wait_group;

pub use lockstep_scheduler::sync::{
    RwLock as ShardedLock, RwLockReadGuard as ShardedLockReadGuard,
    RwLockWriteGuard as ShardedLockWriteGuard,
};
pub use parker::{Parker, Unparker};
pub use wait_group::WaitGroup;
