//! What is seen in the schedules that a search for a proof tries is what is seen in all.

use lockstep_parking_lot::{
    Condvar, Mutex, ReentrantMutex, RwLock, RwLockUpgradableReadGuard, RwLockWriteGuard,
};
use lockstep_scheduler::time::Duration;

use crate::compared::{self, compare};

const SECOND: Duration = Duration::from_secs(1);

/// What tasks share.
#[derive(Default)]
struct Shared {
    lock: RwLock<u64>,
    mutex: Mutex<u64>,
    reentrant: ReentrantMutex<()>,
    changed: Condvar,
}

impl compared::Shared for Shared {
    const MOST: u64 = 2_000;
    const SIZES: [(u64, u64); 3] = [(2, 2), (2, 1), (3, 1)];

    fn act(&self, act: u64, number: u64) -> String {
        match act {
            0 => self.lock.read().to_string(),
            1 => format!("{:?}", self.lock.try_read().as_deref()),
            2 => {
                *self.lock.write() += number;
                String::new()
            }
            3 => format!("{:?}", self.lock.try_write().map(|mut it| *it += number)),
            4 => {
                let mut writer = RwLockUpgradableReadGuard::upgrade(self.lock.upgradable_read());
                *writer += number;
                RwLockWriteGuard::downgrade(writer).to_string()
            }
            5 => {
                let reader = self.lock.try_upgradable_read();
                let writer = reader.map(RwLockUpgradableReadGuard::try_upgrade);
                format!("{:?}", writer.map(|writer| writer.is_ok()))
            }
            6 => format!("{:?}", self.lock.try_write_for(SECOND).as_deref()),
            7 => {
                *self.mutex.lock() += number;
                self.changed.notify_one().to_string()
            }
            8 => {
                let mut guard = self.mutex.lock();
                let waited = self.changed.wait_for(&mut guard, SECOND);
                format!("{} {}", waited.timed_out(), *guard)
            }
            9 => {
                let _outer = self.reentrant.lock();
                let inner = self.reentrant.try_lock().is_some();
                format!("{inner} {:?}", self.mutex.try_lock().as_deref())
            }
            _ => {
                let got = self.reentrant.try_lock().is_some();
                format!("{got} {}", self.changed.notify_all())
            }
        }
    }
}

#[test]
fn of_rwlocks() {
    assert!(compare::<Shared>(1, 60, &[0, 1, 2, 3, 4, 5, 6]) > 30);
}

#[test]
fn of_mutexes_and_condition_variables() {
    assert!(compare::<Shared>(2, 60, &[7, 8, 9, 10]) > 20);
}
