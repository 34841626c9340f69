//! Everything works on threads, too.

use std::thread::{scope, spawn};

use lockstep_crossbeam::channel::{after, bounded, unbounded};
use lockstep_crossbeam::sync::{Parker, WaitGroup};
use lockstep_scheduler::time::Duration;

#[test]
fn threads_send_and_receive() {
    for capacity in [Some(0), Some(3), None] {
        let (sender, receiver) = capacity.map_or_else(unbounded, bounded);
        let sum: u64 = scope(|scope| {
            for first in 0..3_u64 {
                let sender = sender.clone();
                scope.spawn(move || (0..1_000).for_each(|n| sender.send(first + 3 * n).unwrap()));
            }
            drop(sender);
            let ends = [receiver.clone(), receiver];
            let sums = ends.map(|end| scope.spawn(move || end.iter().sum::<u64>()));
            sums.map(|sum| sum.join().unwrap()).iter().sum()
        });
        assert_eq!(sum, (0..3_000).sum());
    }
}

#[test]
fn threads_wait_no_longer_than_they_say() {
    let (sender, receiver) = bounded::<u32>(0);
    let moment = Duration::from_millis(2);
    assert!(receiver.recv_timeout(moment).is_err());
    assert!(sender.send_timeout(1, moment).is_err());
    assert!(after(moment).recv().is_ok());
    let parker = Parker::new();
    parker.park_timeout(moment);
    parker.unparker().unpark();
    parker.park();
}

#[test]
fn threads_wait_for_a_group() {
    let group = WaitGroup::new();
    let threads = [group.clone(), group.clone()].map(|group| spawn(|| group.wait()));
    group.wait();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_scope_returns_what_a_thread_panicked_with() {
    let scoped = lockstep_crossbeam::scope(|scope| {
        scope.spawn(|_| std::panic::resume_unwind(Box::new("on purpose")));
    });
    assert!(scoped.is_err());
}
