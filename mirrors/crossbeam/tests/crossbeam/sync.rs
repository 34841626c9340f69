//! Everything but channels, in executions.

use std::sync::Arc;

use lockstep_crossbeam::atomic::AtomicCell;
use lockstep_crossbeam::queue::{ArrayQueue, SegQueue};
use lockstep_crossbeam::sync::{Parker, ShardedLock, WaitGroup};
use lockstep_crossbeam::utils::Backoff;
use lockstep_crossbeam::{scope, thread as scoped};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Runner, thread};

use crate::{fails, holds, is_proved};

#[test]
fn a_group_waits_for_all_of_it() {
    let executions = is_proved(|| {
        let done = Arc::new(AtomicCell::new(0_u32));
        let group = WaitGroup::new();
        for _ in 0..2 {
            let (group, done) = (group.clone(), Arc::clone(&done));
            thread::spawn(move || {
                done.fetch_add(1);
                drop(group);
            });
        }
        group.wait();
        assert_eq!(done.load(), 2);
    });
    assert!(executions > 1);
}

#[test]
fn all_who_wait_for_a_group_go_on() {
    holds(|| {
        let group = WaitGroup::new();
        let tasks = [group.clone(), group.clone()].map(|group| thread::spawn(|| group.wait()));
        group.wait();
        for task in tasks {
            task.join().unwrap();
        }
    });
}

#[test]
fn a_token_is_not_lost_and_not_counted() {
    is_proved(|| {
        let parker = Parker::new();
        let unparker = parker.unparker().clone();
        let task = thread::spawn(move || {
            unparker.unpark();
            unparker.unpark();
        });
        parker.park();
        task.join().unwrap();
        let start = Instant::now();
        parker.park_timeout(Duration::from_secs(1));
        let waited = start.elapsed();
        assert!(waited == Duration::ZERO || waited == Duration::from_secs(1));
    });
}

#[test]
fn who_parks_twice_for_one_token_is_stuck() {
    let failure = fails(&Runner::new().iterations(50), || {
        let parker = Parker::new();
        parker.unparker().unpark();
        parker.park();
        parker.park();
    });
    assert!(failure.contains("parker"), "{failure}");
}

#[test]
fn a_scope_lends_and_nests() {
    holds(|| {
        let numbers = [1, 2, 3];
        let sum = scope(|scope| {
            let first = scope.spawn(|_| numbers[0]);
            let rest = scope.spawn(|scope: &scoped::Scope<'_, '_>| {
                scope.spawn(|_| numbers[1..].iter().sum::<i32>()).join()
            });
            first.join().unwrap() + rest.join().unwrap().unwrap()
        });
        assert_eq!(sum.unwrap(), 6);
    });
}

#[test]
fn queues_take_each_item_once() {
    is_proved(|| {
        let queues = Arc::new((ArrayQueue::new(2), SegQueue::new()));
        let other = Arc::clone(&queues);
        let task = thread::spawn(move || {
            other.0.push(1).unwrap();
            other.1.push(2);
            other.0.pop()
        });
        let mine = queues.0.pop();
        let theirs = task.join().unwrap();
        assert!(mine.is_some() != theirs.is_some());
        assert_eq!(queues.1.pop(), Some(2));
    });
}

#[test]
fn a_loop_that_waits_with_a_backoff_lets_others_go_first() {
    is_proved(|| {
        let queue = Arc::new(SegQueue::new());
        let other = Arc::clone(&queue);
        let task = thread::spawn(move || other.push(7));
        let backoff = Backoff::new();
        let found = loop {
            if let Some(found) = queue.pop() {
                break found;
            }
            backoff.snooze();
        };
        assert_eq!(found, 7);
        task.join().unwrap();
    });
}

#[test]
fn readers_of_a_sharded_lock_are_not_in_each_others_way() {
    holds(|| {
        let lock = Arc::new(ShardedLock::new(1));
        let other = Arc::clone(&lock);
        let task = thread::spawn(move || *other.write().unwrap() += 1);
        let (one, two) = (*lock.read().unwrap(), *lock.read().unwrap());
        assert!(one <= two);
        task.join().unwrap();
    });
}

#[test]
fn a_cell_that_executions_share_is_refused() {
    static CELL: AtomicCell<u32> = AtomicCell::new(0);
    let runner = Runner::new().iterations(2);
    let failure = fails(&runner, || CELL.store(1));
    assert!(
        failure.contains("this cell was used by another execution"),
        "{failure}"
    );
}
