use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lockstep_scheduler::sync::atomic::{AtomicUsize, Ordering};
use lockstep_scheduler::sync::{Arc, RwLock, TryLockError};
use lockstep_scheduler::{Failure, thread};

use crate::{everywhere, failure, outcomes};

#[test]
fn writers_are_alone() {
    everywhere(|| {
        let lock = Arc::new(RwLock::new((0, 0)));
        let writers: Vec<_> = (0..2)
            .map(|_| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || {
                    let mut pair = lock.write().unwrap();
                    pair.0 += 1;
                    thread::yield_now();
                    pair.1 += 1;
                })
            })
            .collect();
        let pair = *lock.read().unwrap();
        assert_eq!(pair.0, pair.1);
        for writer in writers {
            writer.join().unwrap();
        }
        assert_eq!(*lock.read().unwrap(), (2, 2));
    });
}

#[test]
fn readers_read_side_by_side() {
    let most = outcomes(|| {
        let lock = Arc::new(RwLock::new(()));
        let reading = Arc::new(AtomicUsize::new(0));
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let (lock, reading) = (Arc::clone(&lock), Arc::clone(&reading));
                thread::spawn(move || {
                    let _guard = lock.read().unwrap();
                    let before = reading.fetch_add(1, Ordering::SeqCst);
                    reading.fetch_sub(1, Ordering::SeqCst);
                    before
                })
            })
            .collect();
        let before = readers.into_iter().map(|reader| reader.join().unwrap());
        before.max()
    });
    assert_eq!(most, BTreeSet::from([Some(0), Some(1)]));
}

#[test]
fn what_is_in_use_is_not_acquired_at_once() {
    everywhere(|| {
        let lock = RwLock::new(1);
        let reader = lock.read().unwrap();
        assert!(lock.try_read().is_ok());
        assert!(matches!(lock.try_write(), Err(TryLockError::WouldBlock)));
        drop(reader);
        let writer = lock.try_write().unwrap();
        assert!(matches!(lock.try_read(), Err(TryLockError::WouldBlock)));
        assert!(matches!(lock.try_write(), Err(TryLockError::WouldBlock)));
        drop(writer);
        assert_eq!(
            format!("{lock:?}"),
            "RwLock { data: 1, poisoned: false, .. }"
        );
    });
}

#[test]
fn a_panic_while_writing_poisons_and_one_while_reading_does_not() {
    let body = || {
        let lock = RwLock::new(1);
        let read = catch_unwind(AssertUnwindSafe(|| {
            let _guard = lock.read().unwrap();
            panic!("while reading");
        }));
        assert!(read.is_err() && !lock.is_poisoned());
        let written = catch_unwind(AssertUnwindSafe(|| {
            *lock.write().unwrap() = 2;
            let _guard = lock.write().unwrap();
            panic!("while writing");
        }));
        assert!(written.is_err() && lock.is_poisoned());
        assert_eq!(**lock.read().unwrap_err().get_ref(), 2);
        assert!(matches!(lock.try_write(), Err(TryLockError::Poisoned(_))));
        lock.clear_poison();
        assert!(lock.write().is_ok());
    };
    everywhere(body);
}

#[test]
fn a_reader_that_wants_to_write_is_a_deadlock_that_names_it() {
    let failure = failure(|| {
        let lock = RwLock::new(0);
        let _reader = lock.read().unwrap();
        *lock.write().unwrap() += 1;
    });
    let Failure::Deadlock { waiting } = &failure else {
        panic!("{failure}");
    };
    assert_eq!(waiting[0].object, "rwlock 0");
    assert!(waiting[0].held_by.is_some(), "{failure}");
}

#[test]
fn a_lock_that_is_acquired_twice_is_a_deadlock_that_names_who_holds_it() {
    let failure = failure(|| {
        let mutex = lockstep_scheduler::sync::Mutex::new(0);
        let _first = mutex.lock().unwrap();
        let _second = mutex.lock();
    });
    let said = failure.to_string();
    assert!(said.contains("T0 waits to lock mutex 0"), "{said}");
    assert!(said.contains("held by T0 since"), "{said}");
}

static SHARED: RwLock<u32> = RwLock::new(0);

#[test]
fn a_lock_that_two_executions_use_is_refused() {
    let failure = failure(|| *SHARED.write().unwrap() += 1);
    let said = failure.to_string();
    assert!(
        said.contains("this rwlock was used by another execution"),
        "{said}"
    );
}

#[test]
#[cfg(std_has_downgrade)]
fn a_writer_goes_on_reading_before_anybody_else_writes() {
    use lockstep_scheduler::sync::RwLockWriteGuard;

    everywhere(|| {
        let lock = Arc::new(RwLock::new(0));
        let tasks: Vec<_> = (1..3)
            .map(|number| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || {
                    let mut writer = lock.write().unwrap();
                    *writer = number;
                    let reader = RwLockWriteGuard::downgrade(writer);
                    assert_eq!(*reader, number);
                    thread::yield_now();
                    assert_eq!(*reader, number);
                })
            })
            .collect();
        for task in tasks {
            task.join().unwrap();
        }
        assert!(lock.try_write().is_ok(), "all have let go");
    });
}

#[test]
#[cfg(std_has_downgrade)]
fn others_read_beside_a_writer_that_goes_on_reading() {
    use lockstep_scheduler::sync::RwLockWriteGuard;

    everywhere(|| {
        let lock = Arc::new(RwLock::new(0));
        let mut writer = lock.write().unwrap();
        let others: Vec<_> = (0..2)
            .map(|_| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || *lock.read().unwrap())
            })
            .collect();
        *writer = 1;
        let reader = RwLockWriteGuard::downgrade(writer);
        for other in others {
            assert_eq!(other.join().unwrap(), 1, "it need not wait for the reader");
        }
        assert!(lock.try_write().is_err());
        drop(reader);
    });
}
