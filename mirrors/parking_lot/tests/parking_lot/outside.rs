//! Everything works on threads, too.

use std::cell::Cell;
use std::thread::scope;

use lockstep_parking_lot::{
    Condvar, Mutex, MutexGuard, Once, ReentrantMutex, RwLock, RwLockUpgradableReadGuard,
};
use lockstep_scheduler::time::Duration;

const MOMENT: Duration = Duration::from_millis(2);

#[test]
fn threads_exclude_each_other() {
    let mutex = Mutex::new(0);
    let lock = RwLock::new(0);
    let reentrant = ReentrantMutex::new(Cell::new(0));
    scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..300 {
                    *mutex.lock() += 1;
                    *RwLockUpgradableReadGuard::upgrade(lock.upgradable_read()) += 1;
                    *lock.write() += 1;
                    let outer = reentrant.lock();
                    let before = outer.get();
                    reentrant.lock().set(before + 1);
                }
            });
        }
    });
    assert_eq!((mutex.into_inner(), lock.into_inner()), (900, 1_800));
    assert_eq!(reentrant.into_inner().get(), 900);
}

#[test]
fn threads_wait_for_each_other() {
    let (turn, changed, once) = (Mutex::new(0), Condvar::new(), Once::new());
    scope(|scope| {
        for mine in 0..2 {
            let (turn, changed, once) = (&turn, &changed, &once);
            scope.spawn(move || {
                for _ in 0..100 {
                    once.call_once(|| assert_eq!(*turn.lock(), 0));
                    let mut guard = turn.lock();
                    changed.wait_while(&mut guard, |turn| *turn % 2 != mine);
                    *guard += 1;
                    changed.notify_all();
                }
            });
        }
    });
    assert_eq!(turn.into_inner(), 200);
}

#[test]
fn threads_wait_no_longer_than_they_say() {
    let (mutex, changed) = (Mutex::new(0), Condvar::new());
    let mut guard = mutex.lock();
    assert!(changed.wait_for(&mut guard, MOMENT).timed_out());
    assert!(scope(|scope| scope
        .spawn(|| mutex.try_lock_for(MOMENT).is_none())
        .join()
        .unwrap()));
    MutexGuard::unlocked(&mut guard, || *mutex.lock() = 1);
    assert_eq!(*guard, 1);
}
