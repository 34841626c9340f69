//! Channels, in executions.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use lockstep_crossbeam::channel::{
    RecvTimeoutError, SendTimeoutError, TryRecvError, TrySendError, after, bounded, never, tick,
    unbounded,
};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Runner, thread};

use crate::{fails, holds, is_proved};

const SECOND: Duration = Duration::from_secs(1);

/// Collects what different executions have seen.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<BTreeSet<String>>>);

impl Seen {
    fn note(&self, what: impl std::fmt::Debug) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(format!("{what:?}"));
    }

    fn all(&self) -> Vec<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().cloned().collect()
    }
}

#[test]
fn every_message_goes_to_one_of_several_receivers() {
    for capacity in [Some(0), Some(1), None] {
        holds(move || {
            let (sender, receiver) = capacity.map_or_else(unbounded, bounded);
            let other = receiver.clone();
            let tasks = [receiver, other].map(|end| thread::spawn(move || end.iter().sum::<u32>()));
            let more = sender.clone();
            let task = thread::spawn(move || more.send(4).unwrap());
            sender.send(1).unwrap();
            sender.send(2).unwrap();
            drop(sender);
            task.join().unwrap();
            let sums = tasks.map(|task| task.join().unwrap());
            assert_eq!(sums[0] + sums[1], 7);
        });
    }
}

#[test]
fn without_room_both_sides_meet() {
    let executions = is_proved(|| {
        let (sender, receiver) = bounded(0);
        let task = thread::spawn(move || {
            sender.send(1).unwrap();
            sender.send(2).unwrap();
        });
        assert_eq!(receiver.recv(), Ok(1));
        assert_eq!(receiver.recv(), Ok(2));
        assert!(receiver.recv().is_err());
        task.join().unwrap();
    });
    assert!(executions > 1);
}

#[test]
fn a_message_that_is_tried_goes_to_one_who_waits() {
    let seen = Seen::default();
    let noted = seen.clone();
    let executions = is_proved(move || {
        let (sender, receiver) = bounded(0);
        let task = thread::spawn(move || receiver.recv());
        let tried = sender.try_send(1);
        drop(sender);
        let got = task.join().unwrap();
        assert_eq!(tried.is_ok(), got.is_ok());
        noted.note((tried, got));
    });
    assert!(executions > 1);
    let all = ["(Err(\"Full(..)\"), Err(RecvError))", "(Ok(()), Ok(1))"];
    assert_eq!(seen.all(), all);
}

#[test]
fn two_who_only_try_never_meet() {
    is_proved(|| {
        let (sender, receiver) = bounded(0);
        let task = thread::spawn(move || sender.try_send(1));
        assert!(receiver.try_recv().is_err());
        assert!(task.join().unwrap().is_err());
    });
}

#[test]
fn the_order_of_senders_is_proved() {
    let seen = Seen::default();
    let noted = seen.clone();
    is_proved(move || {
        let (sender, receiver) = unbounded();
        let other = sender.clone();
        let one = thread::spawn(move || sender.send(1).unwrap());
        let two = thread::spawn(move || other.send(2).unwrap());
        noted.note(receiver.iter().collect::<Vec<u32>>());
        one.join().unwrap();
        two.join().unwrap();
    });
    assert_eq!(seen.all(), ["[1, 2]", "[2, 1]"]);
}

#[test]
fn a_wait_ends_in_virtual_time() {
    holds(|| {
        let (sender, receiver) = bounded::<u32>(1);
        let start = Instant::now();
        let missed = receiver.recv_timeout(SECOND);
        assert_eq!(missed, Err(RecvTimeoutError::Timeout));
        assert_eq!(start.elapsed(), SECOND);
        sender.send(1).unwrap();
        let missed = sender.send_timeout(2, SECOND);
        assert_eq!(missed, Err(SendTimeoutError::Timeout(2)));
        let (sender, receiver) = bounded::<u32>(0);
        let missed = sender.send_deadline(3, Instant::now() + SECOND);
        assert_eq!(missed, Err(SendTimeoutError::Timeout(3)));
        let missed = receiver.recv_deadline(Instant::now() + SECOND);
        assert_eq!(missed, Err(RecvTimeoutError::Timeout));
        assert_eq!(start.elapsed(), SECOND * 4);
    });
}

#[test]
fn early_timers_explore_both_ends_of_a_wait() {
    for capacity in [0, 1] {
        let seen = Seen::default();
        let noted = seen.clone();
        let body = move || {
            let (sender, receiver) = bounded(capacity);
            let task = thread::spawn(move || sender.send_timeout(1, SECOND));
            let got = receiver.recv_timeout(SECOND);
            drop(receiver);
            let sent = task.join().unwrap();
            if capacity == 0 {
                assert_eq!(sent.is_ok(), got.is_ok(), "a message is never lost");
            }
            noted.note(got);
        };
        let runner = Runner::new().iterations(400).early_timers();
        assert!(runner.search(body).is_ok());
        let all = seen.all();
        assert!(all.contains(&"Err(Timeout)".to_owned()), "{all:?}");
        assert!(all.contains(&"Ok(1)".to_owned()), "{all:?}");
    }
}

#[test]
fn nobody_sends_to_nobody() {
    holds(|| {
        for capacity in [0, 1] {
            let (sender, receiver) = bounded(capacity);
            let task = thread::spawn(move || {
                while let Ok(()) = sender.send(1) {}
                assert_eq!(sender.try_send(2), Err(TrySendError::Disconnected(2)));
            });
            drop(receiver);
            task.join().unwrap();
        }
    });
}

#[test]
fn time_sends_messages() {
    holds(|| {
        let start = Instant::now();
        let (once, ticks) = (after(SECOND), tick(SECOND));
        assert_eq!(once.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(once.recv().unwrap() - start, SECOND);
        assert_eq!(ticks.try_recv().unwrap() - start, SECOND);
        assert_eq!(ticks.recv().unwrap() - start, SECOND * 2);
        thread::sleep(SECOND * 3);
        assert_eq!(ticks.iter().next().unwrap() - start, SECOND * 3);
        assert_eq!(ticks.recv().unwrap() - start, SECOND * 6);
        assert!(once.recv_timeout(SECOND).is_err());
        assert!(never::<()>().recv_timeout(SECOND).is_err());
    });
}

#[test]
fn of_two_that_wait_for_one_message_of_time_one_waits_for_ever() {
    let failure = fails(&Runner::new().iterations(10), || {
        let once = after(SECOND);
        let other = once.clone();
        let task = thread::spawn(move || other.recv().unwrap());
        once.recv().unwrap();
        task.join().unwrap();
    });
    assert!(failure.contains("channel"), "{failure}");
}

#[test]
fn messages_that_nobody_reads_are_dropped_with_the_last_receiver() {
    struct Loud(Option<lockstep_crossbeam::channel::Sender<u32>>);
    impl Drop for Loud {
        fn drop(&mut self) {
            if let Some(sender) = self.0.take() {
                sender.send(1).unwrap();
            }
        }
    }
    holds(|| {
        let (told, heard) = unbounded();
        let (sender, receiver) = unbounded();
        sender.send(Loud(Some(told))).unwrap();
        drop(receiver.clone());
        assert_eq!(heard.try_recv(), Err(TryRecvError::Empty));
        drop(receiver);
        assert_eq!(heard.try_recv(), Ok(1));
    });
}
