//! A closure that panics for a part of what a lock holds lets the lock go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use lockstep_parking_lot::{
    MappedMutexGuard, MappedReentrantMutexGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard,
    Mutex, MutexGuard, ReentrantMutex, ReentrantMutexGuard, RwLock, RwLockReadGuard,
    RwLockWriteGuard,
};
use lockstep_scheduler::thread;

use crate::is_proved;

fn no_part(_: &mut u32) -> &mut u32 {
    panic!("there is no such part")
}

fn perhaps_no_part(_: &mut u32) -> Option<&mut u32> {
    panic!("there is no such part")
}

fn nothing_to_read(_: &u32) -> &u32 {
    panic!("there is no such part")
}

fn perhaps_nothing_to_read(_: &u32) -> Option<&u32> {
    panic!("there is no such part")
}

fn panics<T>(act: impl FnOnce() -> T) {
    assert!(catch_unwind(AssertUnwindSafe(|| drop(act()))).is_err());
}

/// Panics for a part of it, by each guard in turn; somebody else can write each time after that.
fn let_go_of_a_mutex() {
    type Mapped<'a> = MappedMutexGuard<'a, u32>;
    let mutex = Mutex::new(0);
    let mapped = || MutexGuard::map(mutex.lock(), |value| value);
    panics(|| MutexGuard::map(mutex.lock(), no_part));
    assert!(!mutex.is_locked());
    panics(|| MutexGuard::try_map(mutex.lock(), perhaps_no_part).is_ok());
    assert!(!mutex.is_locked());
    panics(|| Mapped::map(mapped(), no_part));
    assert!(!mutex.is_locked());
    panics(|| Mapped::try_map(mapped(), perhaps_no_part).is_ok());
    *mutex.try_lock().expect("nobody holds it") += 1;
}

fn let_go_of_an_rwlock_to_read() {
    type Mapped<'a> = MappedRwLockReadGuard<'a, u32>;
    let lock = RwLock::new(0);
    let mapped = || RwLockReadGuard::map(lock.read(), |value| value);
    panics(|| RwLockReadGuard::map(lock.read(), nothing_to_read));
    assert!(!lock.is_locked());
    panics(|| RwLockReadGuard::try_map(lock.read(), perhaps_nothing_to_read).is_ok());
    assert!(!lock.is_locked());
    panics(|| Mapped::map(mapped(), nothing_to_read));
    assert!(!lock.is_locked());
    panics(|| Mapped::try_map(mapped(), perhaps_nothing_to_read).is_ok());
    *lock.try_write().expect("nobody reads") += 1;
}

fn let_go_of_an_rwlock_to_write() {
    type Mapped<'a> = MappedRwLockWriteGuard<'a, u32>;
    let lock = RwLock::new(0);
    let mapped = || RwLockWriteGuard::map(lock.write(), |value| value);
    panics(|| RwLockWriteGuard::map(lock.write(), no_part));
    assert!(!lock.is_locked());
    panics(|| RwLockWriteGuard::try_map(lock.write(), perhaps_no_part).is_ok());
    assert!(!lock.is_locked());
    panics(|| Mapped::map(mapped(), no_part));
    assert!(!lock.is_locked());
    panics(|| Mapped::try_map(mapped(), perhaps_no_part).is_ok());
    *lock.try_write().expect("nobody writes") += 1;
}

fn let_go_of_a_reentrant_mutex() {
    type Guard<'a> = ReentrantMutexGuard<'a, u32>;
    type Mapped<'a> = MappedReentrantMutexGuard<'a, u32>;
    let mutex = ReentrantMutex::new(0);
    let mapped = || Guard::map(mutex.lock(), |value| value);
    panics(|| Guard::map(mutex.lock(), nothing_to_read));
    assert!(!mutex.is_locked());
    panics(|| Guard::try_map(mutex.lock(), perhaps_nothing_to_read).is_ok());
    assert!(!mutex.is_locked());
    panics(|| Mapped::map(mapped(), nothing_to_read));
    assert!(!mutex.is_locked());
    panics(|| Mapped::try_map(mapped(), perhaps_nothing_to_read).is_ok());
    assert!(!mutex.is_locked());
}

#[test]
fn a_panic_for_a_part_lets_a_mutex_go() {
    let_go_of_a_mutex();
    is_proved(let_go_of_a_mutex);
}

#[test]
fn a_panic_for_a_part_lets_an_rwlock_go_that_is_read() {
    let_go_of_an_rwlock_to_read();
    is_proved(let_go_of_an_rwlock_to_read);
}

#[test]
fn a_panic_for_a_part_lets_an_rwlock_go_that_is_written() {
    let_go_of_an_rwlock_to_write();
    is_proved(let_go_of_an_rwlock_to_write);
}

#[test]
fn a_panic_for_a_part_lets_a_reentrant_mutex_go() {
    let_go_of_a_reentrant_mutex();
    is_proved(let_go_of_a_reentrant_mutex);
}

#[test]
fn who_waits_goes_on_once_a_part_was_not_found() {
    is_proved(|| {
        let mutex = Arc::new(Mutex::new(0));
        let other = Arc::clone(&mutex);
        let task = thread::spawn(move || panics(|| MutexGuard::map(other.lock(), no_part)));
        *mutex.lock() += 1;
        task.join().unwrap();
        assert_eq!(*mutex.lock(), 1);
    });
}
