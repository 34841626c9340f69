//! Rwlocks, in executions.

use std::sync::Arc;

use lockstep_parking_lot::{
    ArcRwLockUpgradableReadGuard, RwLock, RwLockReadGuard, RwLockUpgradableReadGuard,
    RwLockWriteGuard,
};
use lockstep_scheduler::time::Duration;
use lockstep_scheduler::{Runner, thread};

use crate::{Seen, fails, holds, is_proved};

const SECOND: Duration = Duration::from_secs(1);

fn lock() -> (Arc<RwLock<u32>>, Arc<RwLock<u32>>) {
    let lock = Arc::new(RwLock::new(0));
    (Arc::clone(&lock), lock)
}

#[test]
fn an_upgrade_lets_nobody_write_in_between() {
    let executions = is_proved(|| {
        let (lock, other) = lock();
        let add = |lock: &RwLock<u32>| {
            let reader = lock.upgradable_read();
            let before = *reader;
            *RwLockUpgradableReadGuard::upgrade(reader) = before + 1;
        };
        let task = thread::spawn(move || add(&other));
        add(&lock);
        task.join().unwrap();
        assert_eq!(*lock.read(), 2);
    });
    assert!(executions > 1);
}

#[test]
fn finds_an_update_that_is_lost_between_two_locks() {
    let failure = fails(|| {
        let (lock, other) = lock();
        let add = |lock: &RwLock<u32>| {
            let before = *lock.read();
            *lock.write() = before + 1;
        };
        let task = thread::spawn(move || add(&other));
        add(&lock);
        task.join().unwrap();
        assert_eq!(*lock.read(), 2);
    });
    assert!(failure.contains("assertion"), "{failure}");
}

#[test]
fn who_upgrades_waits_for_readers_and_lets_them_in_before() {
    let seen = Seen::default();
    let noted = seen.clone();
    is_proved(move || {
        let (lock, other) = lock();
        let upgradable = lock.upgradable_read();
        let reads = thread::spawn(move || *other.read());
        let mut writer = RwLockUpgradableReadGuard::upgrade(upgradable);
        *writer = 1;
        let reader =
            RwLockUpgradableReadGuard::downgrade(RwLockWriteGuard::downgrade_to_upgradable(writer));
        assert_eq!(*reader, 1);
        drop(reader);
        noted.note(reads.join().unwrap());
    });
    assert_eq!(seen.all(), ["0", "1"]);
}

#[test]
fn one_reads_who_may_write_later_and_any_number_beside() {
    holds(|| {
        let (lock, _other) = lock();
        let upgradable = lock.upgradable_read();
        assert!(lock.try_upgradable_read().is_none());
        assert!(lock.try_write().is_none());
        let reader = lock.try_read().expect("readers get in");
        let upgradable = RwLockUpgradableReadGuard::try_upgrade(upgradable);
        let upgradable = upgradable.expect_err("somebody reads");
        drop(reader);
        let upgraded = RwLockUpgradableReadGuard::try_upgrade_for(upgradable, SECOND);
        let writer = upgraded.expect("nobody else is there");
        assert!(lock.is_locked_exclusive());
        assert!(lock.try_read_for(SECOND).is_none());
        drop(writer);
        assert!(!lock.is_locked());
    });
}

#[test]
fn two_who_only_read_are_not_in_each_others_way() {
    let executions = is_proved(|| {
        let (lock, other) = lock();
        let task = thread::spawn(move || *other.read());
        assert_eq!(*lock.read(), 0);
        assert_eq!(task.join().unwrap(), 0);
    });
    assert_eq!(executions, 1);
}

#[test]
fn two_who_read_and_wait_to_write_would_be_a_deadlock_but_one_is_upgradable() {
    let failure = fails(|| {
        let (lock, other) = lock();
        let task = thread::spawn(move || {
            let _reader = other.read();
            drop(other.write());
        });
        drop(lock.upgradable_read());
        task.join().unwrap();
    });
    assert!(failure.contains("rwlock 0"), "{failure}");
}

/// Reads twice at a time, beside a task that writes.
fn reads_twice(again: fn(&RwLock<u32>) -> RwLockReadGuard<'_, u32>) {
    let (lock, other) = lock();
    let task = thread::spawn(move || *other.write() += 1);
    let first = lock.read();
    let second = again(&lock);
    assert_eq!(*first, *second);
    drop((first, second));
    task.join().unwrap();
}

#[test]
fn who_reads_twice_may_wait_for_a_writer_who_waits_for_it() {
    let failure = fails(|| reads_twice(RwLock::read));
    assert!(failure.contains("rwlock 0"), "{failure}");
}

#[test]
fn who_says_that_it_reads_again_does_not_wait_for_who_waits_to_write() {
    assert!(is_proved(|| reads_twice(RwLock::read_recursive)) > 1);
}

#[test]
fn who_gives_up_to_write_lets_readers_in_again() {
    let seen = Seen::default();
    let noted = seen.clone();
    let runner = Runner::new().early_timers();
    let searched = runner.search(move || {
        let (lock, other) = lock();
        let first = lock.read();
        let task = thread::spawn(move || other.try_write_for(SECOND).is_some());
        let is_let_in = lock.try_read().is_some();
        drop(first);
        let has_written = task.join().unwrap();
        assert!(lock.try_upgradable_read().is_some() && lock.try_read().is_some());
        noted.note((is_let_in, has_written));
    });
    assert!(searched.is_ok(), "{searched:?}");
    let all = [
        "(false, false)",
        "(false, true)",
        "(true, false)",
        "(true, true)",
    ];
    assert_eq!(seen.all(), all);
}

#[test]
fn guards_are_mapped_and_let_go_for_a_while() {
    is_proved(|| {
        let (lock, other) = lock();
        let task = thread::spawn(move || *other.write() += 1);
        let mut writer = lock.write();
        RwLockWriteGuard::unlocked(&mut writer, || drop(lock.read()));
        let mut part = RwLockWriteGuard::map(writer, |number| number);
        *part += 1;
        drop(part);
        let part = RwLockReadGuard::try_map(lock.read(), |number| (*number < 9).then_some(number));
        assert!(part.is_ok_and(|part| *part > 0));
        task.join().unwrap();
        assert_eq!(*lock.read_recursive(), 2);
    });
}

#[test]
fn guards_of_an_arc_change_their_mode_too() {
    holds(|| {
        let (lock, other) = lock();
        let task = thread::spawn(move || {
            let mut upgradable = other.upgradable_read_arc();
            ArcRwLockUpgradableReadGuard::with_upgraded(&mut upgradable, |number| *number += 1);
            assert!(*upgradable > 0);
            let writer = ArcRwLockUpgradableReadGuard::upgrade(upgradable);
            assert!(*writer > 0);
        });
        *lock.write_arc() += 1;
        task.join().unwrap();
        assert_eq!(*lock.read_arc(), 2);
    });
}

#[test]
fn a_timed_read_ends_both_ways_with_early_timers() {
    let seen = Seen::default();
    let noted = seen.clone();
    let body = move || {
        let (lock, other) = lock();
        let task = thread::spawn(move || drop(other.write()));
        noted.note(lock.try_read_for(SECOND).is_some());
        task.join().unwrap();
    };
    let runner = Runner::new().iterations(400).early_timers();
    assert!(runner.search(body).is_ok());
    assert_eq!(seen.all(), ["false", "true"]);
}
