use std::collections::BTreeSet;

use futures::FutureExt;
use lockstep_scheduler::future::sync::{Mutex, Notify, RwLock, Semaphore};
use lockstep_scheduler::future::{block_on, spawn, yield_now};
use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::{Runner, thread};

use crate::{always, failure, outcomes};

#[test]
fn a_mutex_keeps_others_out_across_awaits() {
    always(|| {
        let total = Arc::new(Mutex::new(0));
        let add = || {
            let total = Arc::clone(&total);
            spawn(async move {
                let mut held = total.lock().await;
                let before = *held;
                yield_now().await;
                *held = before + 1;
            })
        };
        let tasks = [add(), add(), add()];
        block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
            assert_eq!(*total.lock().await, 3);
        });
        let owned = block_on(Arc::clone(&total).lock_owned());
        assert!(total.try_lock().is_err());
        drop(owned);
        assert_eq!(*total.blocking_lock(), 3);
    });
}

/// Two tasks take two locks in opposite orders.
fn opposite() {
    let locks = [Arc::new(Mutex::new(())), Arc::new(Mutex::new(()))];
    let take = |first: usize| {
        let locks = locks.clone();
        spawn(async move {
            let _one = locks[first].lock().await;
            let _other = locks[1 - first].lock().await;
        })
    };
    let tasks = [take(0), take(1)];
    block_on(async {
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn a_deadlock_names_the_tasks_and_the_locks() {
    let runner = Runner::new().without_traces();
    let report = runner.try_run(opposite).unwrap_err().to_string();
    for part in [
        "tasks wait for each other in a circle",
        "T1 waits to lock mutex",
        "T2 waits to lock mutex",
        "held by T1 since",
        "held by T2 since",
        "scheduler/tests/futures/locks.rs:",
    ] {
        assert!(report.contains(part), "{part} is not in\n{report}");
    }
}

#[test]
fn a_lock_that_was_handed_to_a_future_nobody_polls_is_named() {
    let failure = failure(|| {
        block_on(async {
            let mutex = Arc::new(Mutex::new(()));
            let held = mutex.lock().await;
            let mut waits = Box::pin(mutex.lock());
            assert!(waits.as_mut().now_or_never().is_none());
            // It goes to who waits first, which is not polled any more.
            drop(held);
            drop(mutex.lock().await);
            drop(waits);
        });
    });
    let text = failure.to_string();
    assert!(text.contains("T0 waits to lock mutex 0"), "{text}");
    assert!(text.contains("held by T0 since"), "{text}");
}

#[test]
fn who_waits_is_served_in_order() {
    always(|| {
        block_on(async {
            let semaphore = Arc::new(Semaphore::new(0));
            let order = Arc::new(std::sync::Mutex::new(Vec::new()));
            let mut tasks = Vec::new();
            for (number, count) in [(0, 2), (1, 1), (2, 1)] {
                let (waits, order) = (Arc::clone(&semaphore), Arc::clone(&order));
                let mut acquire = Box::pin(waits.acquire_many_owned(count));
                assert!(acquire.as_mut().now_or_never().is_none());
                tasks.push(spawn(async move {
                    acquire.await.unwrap().forget();
                    order.lock().unwrap().push(number);
                }));
            }
            semaphore.add_permits(1);
            assert_eq!(semaphore.available_permits(), 0, "the first has it");
            assert!(semaphore.try_acquire().is_err(), "nobody overtakes");
            semaphore.add_permits(1);
            tasks.remove(0).await.unwrap();
            assert_eq!(*order.lock().unwrap(), [0]);
            semaphore.add_permits(2);
            for task in tasks {
                task.await.unwrap();
            }
        });
    });
}

#[test]
fn who_gives_up_gives_the_place_to_the_next() {
    always(|| {
        block_on(async {
            let semaphore = Semaphore::new(1);
            let held = semaphore.acquire().await.unwrap();
            let mut first = Box::pin(semaphore.acquire_many(2));
            let mut second = Box::pin(semaphore.acquire());
            assert!(first.as_mut().now_or_never().is_none());
            assert!(second.as_mut().now_or_never().is_none());
            drop(held);
            assert!(
                second.as_mut().now_or_never().is_none(),
                "the first has one of two"
            );
            drop(first);
            assert!(second.now_or_never().is_some());
            // One that was served and is not polled any more.
            let held = semaphore.acquire().await.unwrap();
            let mut served = Box::pin(semaphore.acquire());
            assert!(served.as_mut().now_or_never().is_none());
            drop(held);
            drop(served);
            assert_eq!(semaphore.available_permits(), 1);
        });
    });
}

#[test]
fn a_semaphore_that_is_closed_refuses_all() {
    always(|| {
        block_on(async {
            let semaphore = Arc::new(Semaphore::new(0));
            let waits = Arc::clone(&semaphore);
            let task = spawn(async move { waits.acquire().await.is_err() });
            semaphore.close();
            assert!(task.await.unwrap());
            assert!(semaphore.try_acquire().is_err() && semaphore.is_closed());
        });
    });
}

#[test]
fn permits_are_split_and_merged() {
    let semaphore = Semaphore::new(5);
    let mut permit = semaphore.try_acquire_many(4).unwrap();
    let part = permit.split(3).unwrap();
    assert!(permit.split(2).is_none());
    assert_eq!((permit.num_permits(), part.num_permits()), (1, 3));
    permit.merge(part);
    permit.forget();
    assert_eq!(semaphore.available_permits(), 1);
    assert_eq!(semaphore.forget_permits(2), 1);
}

#[test]
fn a_writer_that_waits_goes_before_readers_that_come_later() {
    always(|| {
        block_on(async {
            let lock = Arc::new(RwLock::new(0));
            let reader = lock.read().await;
            let mut writer = Box::pin(lock.write());
            assert!(writer.as_mut().now_or_never().is_none());
            assert!(lock.try_read().is_err(), "a writer waits");
            let mut late = Box::pin(lock.read());
            assert!(late.as_mut().now_or_never().is_none());
            assert_eq!(*reader, 0);
            drop(reader);
            *writer.await += 1;
            assert_eq!(*late.await, 1);
            let reader = lock.write().await.downgrade();
            assert_eq!((*reader, *lock.clone().read_owned().await), (1, 1));
            drop(reader);
            *lock.write_owned().await += 1;
        });
    });
}

#[test]
fn readers_read_side_by_side_and_writers_alone() {
    let most = outcomes(|| {
        let lock = Arc::new(RwLock::new(()));
        let inside = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let read = || {
            let (lock, inside) = (Arc::clone(&lock), Arc::clone(&inside));
            spawn(async move {
                let _reading = lock.read().await;
                let now = inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                yield_now().await;
                inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                now
            })
        };
        let tasks = [read(), read()];
        let (one, other) = block_on(async {
            let [one, other] = tasks;
            (one.await.unwrap(), other.await.unwrap())
        });
        one.max(other)
    });
    assert_eq!(most, BTreeSet::from([1, 2]));
}

#[test]
fn so_many_readers_fit_and_a_writer_becomes_one() {
    always(|| {
        block_on(async {
            let lock = Arc::new(RwLock::with_max_readers(1, 2));
            let writer = Arc::clone(&lock).write_owned().await;
            assert!(Arc::clone(&lock).try_read_owned().is_err());
            let first = writer.downgrade();
            let second = Arc::clone(&lock).try_read_owned().unwrap();
            assert!(lock.try_read().is_err(), "there is room for two");
            assert!(Arc::clone(&lock).try_write_owned().is_err());
            assert_eq!((*first, *second), (1, 1));
            drop((first, second));
            *Arc::clone(&lock).try_write_owned().unwrap() += 1;
            assert_eq!(*lock.read().await, 2);
        });
    });
}

#[test]
fn threads_wait_for_an_awaited_lock() {
    let seen = outcomes(|| {
        let lock = Arc::new(RwLock::new(0));
        let other = Arc::clone(&lock);
        let task = thread::spawn(move || *other.blocking_write() += 1);
        let seen = *lock.blocking_read();
        task.join().unwrap();
        assert_eq!(*lock.blocking_read(), 1);
        seen
    });
    assert_eq!(seen, BTreeSet::from([0, 1]));
}

// ---- notify ----

#[test]
fn a_notification_is_kept_for_whoever_waits_next() {
    always(|| {
        block_on(async {
            let notify = Arc::new(Notify::new());
            let other = Arc::clone(&notify);
            let task = spawn(async move { other.notify_one() });
            notify.notified().await;
            task.await.unwrap();
            assert!(notify.notified().now_or_never().is_none());
            let waits = notify.notified();
            notify.notify_waiters();
            assert!(waits.now_or_never().is_some(), "it was made before");
            assert!(
                notify.notified().now_or_never().is_none(),
                "nothing is kept"
            );
        });
    });
}

#[test]
fn who_was_notified_and_gives_up_passes_it_on() {
    always(|| {
        block_on(async {
            let notify = Notify::new();
            let (mut one, mut other) = (Box::pin(notify.notified()), Box::pin(notify.notified()));
            assert!(!one.as_mut().enable() && !other.as_mut().enable());
            notify.notify_one();
            drop(one);
            assert!(other.now_or_never().is_some());
        });
    });
}

#[test]
fn the_last_can_be_notified_first_and_passes_it_on_to_the_one_before() {
    always(|| {
        block_on(async {
            let notify = Arc::new(Notify::new());
            let mut line = [(); 3].map(|()| Box::pin(Arc::clone(&notify).notified_owned()));
            assert!(line.iter_mut().all(|waits| !waits.as_mut().enable()));
            let [first, second, last] = line;
            notify.notify_last();
            drop(last);
            assert!(second.now_or_never().is_some());
            assert!(first.now_or_never().is_none());
        });
    });
}

#[test]
fn to_look_and_then_wait_misses_who_tells_all_in_between() {
    let flag = || {
        let shared = Arc::new((std::sync::atomic::AtomicBool::new(false), Notify::new()));
        let other = Arc::clone(&shared);
        drop(spawn(async move {
            other.0.store(true, std::sync::atomic::Ordering::SeqCst);
            other.1.notify_waiters();
        }));
        shared
    };
    let is_set = |shared: &(std::sync::atomic::AtomicBool, Notify)| {
        shared.0.load(std::sync::atomic::Ordering::SeqCst)
    };
    let failure = failure(move || {
        let shared = flag();
        block_on(async {
            if !is_set(&shared) {
                yield_now().await;
                shared.1.notified().await;
            }
        });
    });
    let text = failure.to_string();
    assert!(text.contains("T0 waits to be_notified notify 0"), "{text}");
    always(move || {
        let shared = flag();
        block_on(async {
            let notified = shared.1.notified();
            if !is_set(&shared) {
                yield_now().await;
                notified.await;
            }
        });
    });
}
