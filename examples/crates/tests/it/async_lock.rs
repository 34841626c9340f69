//! `async-lock` takes loom's atomics by `cfg(loom)` and its feature `loom`.

use async_lock::{Mutex, Semaphore};
use lockstep_crates::prove;
use lockstep_loom::cell::Cell;
use lockstep_loom::sync::Arc;
use lockstep_loom::{future, thread};

/// What the lock guards is a cell that notices whatever the lock does not order.
fn counted() {
    let count = Arc::new(Mutex::new(Cell::new(0)));
    let add = |count: &Mutex<Cell<u32>>| {
        let held = count.lock_blocking();
        held.set(held.get() + 1);
    };
    let theirs = Arc::clone(&count);
    let task = thread::spawn(move || add(&theirs));
    add(&count);
    task.join().unwrap();
    assert_eq!(count.lock_blocking().get(), 2);
}

#[test]
fn a_mutex_orders_what_it_guards() {
    prove("mutex_orders", counted);
}

fn awaited() {
    let count = Arc::new(Mutex::new(Cell::new(0)));
    let theirs = Arc::clone(&count);
    let task = thread::spawn(move || future::block_on(async { theirs.lock().await.set(1) }));
    let seen = future::block_on(async { count.lock().await.get() });
    task.join().unwrap();
    assert!(seen < 2);
}

#[test]
fn a_mutex_that_is_awaited_orders_what_it_guards() {
    prove("mutex_is_awaited", awaited);
}

fn permitted() {
    let semaphore = Arc::new(Semaphore::new(1));
    let theirs = Arc::clone(&semaphore);
    let task = thread::spawn(move || drop(theirs.acquire_blocking()));
    drop(semaphore.acquire_blocking());
    task.join().unwrap();
    assert!(semaphore.try_acquire().is_some());
}

#[test]
fn a_semaphore_loses_no_permit() {
    prove("semaphore_keeps_permits", permitted);
}
