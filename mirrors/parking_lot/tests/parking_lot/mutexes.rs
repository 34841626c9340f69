//! Mutexes and what is done once, in executions.

use std::cell::Cell;
use std::sync::Arc;

use lockstep_parking_lot::{
    FairMutex, MappedMutexGuard, Mutex, MutexGuard, Once, OnceState, ReentrantMutex,
    ReentrantMutexGuard, const_mutex,
};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Runner, thread};

use crate::{Seen, fails, holds, is_proved};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn two_sections_are_in_one_order_or_the_other() {
    let executions = is_proved(|| {
        let mutex = Arc::new(FairMutex::new(0));
        let other = Arc::clone(&mutex);
        let add = |mutex: &FairMutex<u32>| {
            for _ in 0..3 {
                *mutex.lock() += 1;
            }
        };
        let task = thread::spawn(move || add(&other));
        add(&mutex);
        task.join().unwrap();
        assert_eq!(*mutex.lock(), 6);
    });
    // As many as with std's mutex: the orders of 3 and 3 sections.
    assert_eq!(executions, 20);
}

#[test]
fn finds_an_update_that_is_lost_while_a_mutex_is_let_go() {
    let failure = fails(|| {
        let mutex = Arc::new(Mutex::new(0));
        let add = |mutex: Arc<Mutex<u32>>| {
            move || {
                let mut guard = mutex.lock();
                let before = *guard;
                MutexGuard::bump(&mut guard);
                *guard = before + 1;
            }
        };
        let task = thread::spawn(add(Arc::clone(&mutex)));
        add(Arc::clone(&mutex))();
        task.join().unwrap();
        assert_eq!(*mutex.lock(), 2);
    });
    assert!(failure.contains("assertion"), "{failure}");
}

#[test]
fn a_mutex_is_held_as_long_as_a_part_of_it_is() {
    is_proved(|| {
        let mutex = Arc::new(Mutex::new((0, Some(0))));
        let other = Arc::clone(&mutex);
        let task = thread::spawn(move || {
            let first = MutexGuard::map(other.lock(), |pair| &mut pair.0);
            let mut first = MappedMutexGuard::map(first, |first| first);
            *first += 1;
            assert!(other.try_lock().is_none());
        });
        let second = MutexGuard::try_map(mutex.lock(), |pair| pair.1.as_mut());
        *second.expect("it is there") += 1;
        let nothing = MutexGuard::try_map(mutex.lock(), |_| None::<&mut u32>);
        drop(nothing.expect_err("there is no such part"));
        task.join().unwrap();
        assert_eq!(*mutex.lock(), (1, Some(1)));
    });
}

#[test]
fn a_guard_of_an_arc_is_let_go_by_whoever_has_it() {
    holds(|| {
        let mutex = Arc::new(Mutex::new(0));
        let mut guard = mutex.lock_arc();
        let other = Arc::clone(&mutex);
        let waits = thread::spawn(move || *other.lock_arc() += 1);
        let ends = thread::spawn(move || *guard += 1);
        ends.join().unwrap();
        waits.join().unwrap();
        assert_eq!(*mutex.lock(), 2);
    });
}

#[test]
fn a_timed_lock_ends_both_ways_with_early_timers() {
    let seen = Seen::default();
    let noted = seen.clone();
    let body = move || {
        let mutex = Arc::new(Mutex::new(()));
        let other = Arc::clone(&mutex);
        let task = thread::spawn(move || drop(other.lock()));
        noted.note(mutex.try_lock_for(SECOND).is_some());
        task.join().unwrap();
    };
    let runner = Runner::new().iterations(400).early_timers();
    assert!(runner.search(body).is_ok());
    assert_eq!(seen.all(), ["false", "true"]);
}

#[test]
fn a_timed_lock_waits_in_virtual_time() {
    holds(|| {
        let mutex = Arc::new(Mutex::new(()));
        let (held, other) = (mutex.lock(), Arc::clone(&mutex));
        let start = Instant::now();
        let task = thread::spawn(move || {
            assert!(other.try_lock_until(start + SECOND).is_none());
            assert_eq!(start.elapsed(), SECOND);
        });
        task.join().unwrap();
        drop(held);
    });
}

#[test]
fn a_deadlock_of_two_mutexes_is_found() {
    let failure = fails(|| {
        let mutexes = Arc::new((Mutex::new(()), Mutex::new(())));
        let other = Arc::clone(&mutexes);
        let task = thread::spawn(move || {
            let _second = other.1.lock();
            let _first = other.0.lock();
        });
        let first = mutexes.0.lock();
        drop((mutexes.1.lock(), first));
        task.join().unwrap();
    });
    assert!(
        failure.contains("mutex 0 at") && failure.contains("held by T0"),
        "{failure}"
    );
}

#[test]
fn a_mutex_that_executions_share_is_refused() {
    static MUTEX: Mutex<u32> = const_mutex(0);
    let failure = fails(|| *MUTEX.lock() += 1);
    assert!(
        failure.contains("this mutex was used by another execution"),
        "{failure}"
    );
}

#[test]
fn who_holds_a_reentrant_mutex_acquires_it_again_and_nobody_else_does() {
    is_proved(|| {
        let mutex = Arc::new(ReentrantMutex::new(Cell::new(0)));
        let add = |mutex: &ReentrantMutex<Cell<u32>>| {
            let outer = mutex.lock();
            assert!(mutex.is_owned_by_current_thread());
            let before = outer.get();
            mutex.lock().set(before + 1);
            let part = ReentrantMutexGuard::map(outer, |cell| cell);
            assert_eq!(part.get(), before + 1);
        };
        let other = Arc::clone(&mutex);
        let task = thread::spawn(move || add(&other));
        add(&mutex);
        task.join().unwrap();
        assert_eq!(mutex.lock().get(), 2);
    });
}

#[test]
fn what_is_done_once_is_done_in_each_execution() {
    static ONCE: Once = Once::new();
    holds(|| {
        let calls = Arc::new(Mutex::new(0));
        let other = Arc::clone(&calls);
        let task = thread::spawn(move || ONCE.call_once(|| *other.lock() += 1));
        ONCE.call_once_force(|state| {
            assert_eq!(state, OnceState::New);
            *calls.lock() += 1;
        });
        assert!(ONCE.state().done());
        task.join().unwrap();
        assert_eq!(*calls.lock(), 1);
    });
}
