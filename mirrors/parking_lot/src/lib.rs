//! `parking_lot`'s locks on Lockstep's scheduler.
//!
//! Code under test swaps one import, or one line of its manifest, and runs under chosen schedules:
//!
//! ```toml
//! [target.'cfg(lockstep)'.dependencies]
//! parking_lot = { package = "lockstep-parking-lot", version = "0.1" }
//! ```
//!
//! | `parking_lot` | here |
//! |---|---|
//! | `Mutex` | [`Mutex`], with [`map`](MutexGuard::map), [`unlocked`](MutexGuard::unlocked), [`bump`](MutexGuard::bump), …, and [`ArcMutexGuard`] |
//! | `FairMutex` | the same as `Mutex`, by another name |
//! | `RwLock` | [`RwLock`]: readers, writers, upgradable readers, mapped guards and those of an `Arc` |
//! | `ReentrantMutex` | [`ReentrantMutex`]; no guards of an `Arc` |
//! | `Condvar` | [`Condvar`] |
//! | `Once` | [`Once`]; [`state`](Once::state) tells only whether it is done |
//! | `const_mutex`, … | the same |
//! | `RawMutex`, `lock_api`, `deadlock`, `data_ptr`, `force_unlock` | not there: a deadlock is found as ever, and the others would be unsafe |
//!
//! # Where it differs
//!
//! | `parking_lot` | here |
//! |---|---|
//! | who waits has spun before | nobody spins; a writer that has to wait for readers is two scheduling points: it keeps new readers out, and then it is alone |
//! | `unlock_fair` hands the lock to the first who waits | the strategy chooses, as for any other unlock |
//! | `notify_one` wakes the first who waits | the strategy chooses among those who wait; outside of executions it is the first |
//! | a condition variable refuses a second mutex while somebody waits with the first | it does not |
//! | `Instant` is std's | it is [`lockstep_scheduler::time::Instant`], on virtual time |
//! | a `static` keeps its state | a lock that several executions use is refused, since it would carry it over; a [`Once`] is fresh in each |
//!
//! # Outside of an execution
//!
//! Everything works on threads as well, with std's locks underneath.
//!
//! # Examples
//!
//! ```
//! use lockstep_parking_lot as parking_lot;
//! use lockstep_scheduler::sync::Arc;
//! use lockstep_scheduler::{Runner, thread};
//! use parking_lot::{Condvar, Mutex};
//!
//! let body = || {
//!     let shared = Arc::new((Mutex::new(false), Condvar::new()));
//!     let other = Arc::clone(&shared);
//!     let task = thread::spawn(move || {
//!         *other.0.lock() = true;
//!         other.1.notify_one();
//!     });
//!     let mut is_set = shared.0.lock();
//!     shared.1.wait_while(&mut is_set, |is_set| !*is_set);
//!     assert!(*is_set);
//!     drop(is_set);
//!     task.join().unwrap();
//! };
//! assert!(Runner::new().iterations(200).search(body).is_ok());
//! ```

mod again;
mod condvar;
mod lock;
mod mapped;
mod mutex;
mod once;
mod reentrant;
mod rwlock;
mod shows;
mod unlocks;
mod until;

pub use condvar::{Condvar, WaitTimeoutResult};
pub use mutex::{ArcMutexGuard, MappedMutexGuard, Mutex, MutexGuard, const_mutex};
pub use once::{Once, OnceState};
pub use reentrant::{
    MappedReentrantMutexGuard, ReentrantMutex, ReentrantMutexGuard, const_reentrant_mutex,
};
pub use rwlock::{
    ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, ArcRwLockWriteGuard, MappedRwLockReadGuard,
    MappedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard,
    const_rwlock,
};

/// A [`Mutex`]: whether it is fair is up to the strategy.
pub type FairMutex<T> = Mutex<T>;

/// The guard of a [`FairMutex`].
pub type FairMutexGuard<'a, T> = MutexGuard<'a, T>;

/// The guard of a part of what a [`FairMutex`] holds.
pub type MappedFairMutexGuard<'a, T> = MappedMutexGuard<'a, T>;

/// As [`const_mutex`].
pub const fn const_fair_mutex<T>(value: T) -> FairMutex<T> {
    Mutex::new(value)
}
