//! What a search finds in code that is wrong.

use std::sync::Arc;

use lockstep_crossbeam::atomic::AtomicCell;
use lockstep_crossbeam::channel::{TrySendError, bounded};
use lockstep_crossbeam::queue::ArrayQueue;
use lockstep_scheduler::{Runner, thread};

use crate::{fails, is_proved};

#[test]
fn finds_an_update_that_is_lost_between_a_load_and_a_store() {
    let failure = fails(&Runner::new().iterations(200), || {
        let cell = Arc::new(AtomicCell::new((0_u64, 0_u64)));
        let add = |cell: Arc<AtomicCell<(u64, u64)>>| {
            move || {
                let (sum, count) = cell.load();
                cell.store((sum + 5, count + 1));
            }
        };
        let task = thread::spawn(add(Arc::clone(&cell)));
        add(Arc::clone(&cell))();
        task.join().unwrap();
        assert_eq!(cell.load(), (10, 2));
    });
    assert!(failure.contains("assertion"), "{failure}");
}

#[test]
fn proves_that_an_update_in_one_step_is_not_lost() {
    let executions = is_proved(|| {
        let cell = Arc::new(AtomicCell::new((0_u64, 0_u64)));
        let add = |cell: Arc<AtomicCell<(u64, u64)>>| {
            move || {
                cell.fetch_update(|(sum, count)| Some((sum + 5, count + 1)))
                    .unwrap();
            }
        };
        let task = thread::spawn(add(Arc::clone(&cell)));
        add(Arc::clone(&cell))();
        task.join().unwrap();
        assert_eq!(cell.load(), (10, 2));
    });
    assert!(executions > 1);
}

#[test]
fn finds_that_a_message_is_thrown_away_when_nobody_waits_for_it_yet() {
    let failure = fails(&Runner::new().iterations(200), || {
        let (sender, receiver) = bounded(0);
        let waits = thread::spawn(move || receiver.recv());
        // What was meant is to wait for who receives.
        match sender.try_send("go on") {
            Ok(()) | Err(TrySendError::Full(_)) => {}
            Err(TrySendError::Disconnected(_)) => unreachable!("it is not dropped before"),
        }
        drop(sender);
        waits.join().unwrap().unwrap();
    });
    assert!(failure.contains("RecvError"), "{failure}");
}

#[test]
fn finds_that_full_and_pushed_are_two_steps() {
    let failure = fails(&Runner::new().iterations(200), || {
        let queue = Arc::new(ArrayQueue::new(1));
        let push = |queue: Arc<ArrayQueue<u32>>| {
            move || {
                if !queue.is_full() {
                    queue.push(1).unwrap();
                }
            }
        };
        let task = thread::spawn(push(Arc::clone(&queue)));
        push(Arc::clone(&queue))();
        task.join().unwrap();
    });
    assert!(failure.contains("called `Result::unwrap()`"), "{failure}");
}

#[test]
fn a_deadlock_names_the_channel() {
    let failure = fails(&Runner::new().iterations(50), || {
        let (sender, receiver) = bounded::<u32>(0);
        let (back, answers) = bounded::<u32>(0);
        let task = thread::spawn(move || {
            sender.send(1).unwrap();
            answers.recv().unwrap();
        });
        back.send(2).unwrap();
        receiver.recv().unwrap();
        task.join().unwrap();
    });
    assert!(failure.contains("channel 0"), "{failure}");
    assert!(failure.contains("channel 1"), "{failure}");
}
