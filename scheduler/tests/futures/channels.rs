use std::collections::BTreeSet;

use futures::FutureExt;
use lockstep_scheduler::future::sync::mpsc::error::SendTimeoutError;
use lockstep_scheduler::future::sync::{Semaphore, broadcast, mpsc, oneshot, watch};
use lockstep_scheduler::future::{block_on, spawn, yield_now};
use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::time::Duration;
use lockstep_scheduler::{Runner, thread};

use crate::{always, failure, outcomes, outcomes_of};

// ---- mpsc ----

#[test]
fn what_each_sends_comes_in_its_order_and_nothing_is_lost() {
    let orders = outcomes(|| {
        block_on(async {
            let (sender, mut receiver) = mpsc::channel(1);
            for name in ["a", "b"] {
                let sender = sender.clone();
                drop(spawn(async move {
                    for number in 0..2 {
                        sender.send((name, number)).await.unwrap();
                    }
                }));
            }
            drop(sender);
            let mut all = Vec::new();
            while let Some(message) = receiver.recv().await {
                all.push(message);
            }
            all
        })
    });
    assert_eq!(orders.len(), 6, "all orders of two and two: {orders:?}");
    for order in orders {
        for name in ["a", "b"] {
            let of = order.iter().filter(|(from, _)| *from == name);
            assert_eq!(of.map(|(_, number)| *number).collect::<Vec<_>>(), [0, 1]);
        }
    }
}

#[test]
fn a_channel_has_room_for_so_many() {
    always(|| {
        block_on(async {
            let (sender, mut receiver) = mpsc::channel(2);
            let permit = sender.reserve().await.unwrap();
            sender.try_send(1).unwrap();
            assert_eq!((sender.capacity(), sender.max_capacity()), (0, 2));
            assert!(matches!(
                sender.try_send(2),
                Err(mpsc::TrySendError::Full(2))
            ));
            permit.send(3);
            drop(spawn(async move { sender.send(4).await }));
            let mut all = Vec::new();
            while let Some(message) = receiver.recv().await {
                all.push(message);
            }
            assert_eq!(all, [1, 3, 4]);
        });
    });
}

#[test]
fn both_ends_tell_when_the_other_is_gone() {
    always(|| {
        block_on(async {
            let (sender, mut receiver) = mpsc::unbounded_channel();
            let weak = sender.downgrade();
            sender.send(1).unwrap();
            drop(sender);
            assert!(weak.upgrade().is_none());
            assert_eq!(
                (receiver.recv().await, receiver.recv().await),
                (Some(1), None)
            );
            let (sender, mut receiver) = mpsc::channel(1);
            sender.send(1).await.unwrap();
            let closes = spawn(async move {
                receiver.close();
                (receiver.recv().await, receiver.recv().await)
            });
            sender.closed().await;
            assert_eq!(sender.send(2).await, Err(mpsc::SendError(2)));
            assert_eq!(closes.await.unwrap(), (Some(1), None));
        });
    });
}

#[test]
fn a_receive_that_is_dropped_loses_nothing() {
    let sums = outcomes(|| {
        block_on(async {
            let (sender, mut numbers) = mpsc::channel(1);
            let (stop, stopped) = oneshot::channel();
            let task = spawn(async move {
                for number in 1..=3 {
                    sender.send(number).await.unwrap();
                    yield_now().await;
                }
            });
            drop(spawn(async move { stop.send(()) }));
            let (mut sum, mut stopped) = (0, stopped.fuse());
            loop {
                futures::select_biased! {
                    _ = stopped => break,
                    number = numbers.recv().fuse() => sum += number.unwrap_or(0),
                }
            }
            // The rest is still there.
            let before = sum;
            while let Some(number) = numbers.recv().await {
                sum += number;
            }
            task.await.unwrap();
            assert_eq!(sum, 6);
            before
        })
    });
    assert!(sums.contains(&0) && sums.len() > 1, "{sums:?}");
}

#[test]
fn threads_and_tasks_share_a_channel() {
    always(|| {
        let (sender, mut receiver) = mpsc::channel(1);
        let thread = thread::spawn(move || {
            for number in 0..3 {
                sender.blocking_send(number).unwrap();
            }
        });
        let mut all = Vec::new();
        while let Some(number) = receiver.blocking_recv() {
            all.push(number);
        }
        assert_eq!(all, [0, 1, 2]);
        thread.join().unwrap();
    });
}

#[test]
fn room_for_many_is_kept_and_what_is_not_used_is_given_back() {
    always(|| {
        block_on(async {
            let (sender, mut receiver) = mpsc::channel(2);
            assert!(sender.reserve_many(3).await.is_err(), "it never has room");
            let mut room = sender.reserve_many(2).await.unwrap();
            assert!(sender.try_reserve_many(1).is_err());
            room.next().unwrap().send(1);
            assert_eq!(room.len(), 1);
            drop(room);
            assert_eq!(sender.capacity(), 1);
            let rest = sender.try_reserve_many(1).unwrap();
            rest.for_each(|permit| permit.send(2));
            assert_eq!(
                (receiver.recv().await, receiver.recv().await),
                (Some(1), Some(2))
            );
        });
    });
}

#[test]
fn who_finds_no_room_in_time_has_the_message_back() {
    always(|| {
        block_on(async {
            let (sender, receiver) = mpsc::channel(1);
            let second = Duration::from_secs(1);
            assert_eq!(sender.send_timeout(1, second).await, Ok(()));
            let late = sender.send_timeout(2, second).await;
            assert_eq!(late, Err(SendTimeoutError::Timeout(2)));
            drop(receiver);
            let closed = sender.send_timeout(3, second).await;
            assert_eq!(closed, Err(SendTimeoutError::Closed(3)));
        });
    });
}

#[test]
fn a_proof_sees_who_looks_how_full_a_channel_is() {
    let prover = Runner::new().strategy("dpor");
    let seen = outcomes_of(&prover, || {
        let (sender, receiver) = mpsc::channel(2);
        let other = sender.clone();
        let task = thread::spawn(move || other.try_send(1).unwrap());
        let looks = (sender.capacity(), receiver.len(), receiver.is_empty());
        task.join().unwrap();
        looks
    });
    let all = [(1, 1, false), (2, 0, false), (2, 0, true), (2, 1, false)];
    assert_eq!(seen, BTreeSet::from(all));
}

#[test]
fn a_proof_sees_who_looks_how_many_permits_are_left() {
    let prover = Runner::new().strategy("dpor");
    let seen = outcomes_of(&prover, || {
        let semaphore = Arc::new(Semaphore::new(1));
        let same = Arc::clone(&semaphore);
        let task = thread::spawn(move || same.close());
        let looks = (semaphore.is_closed(), semaphore.available_permits());
        task.join().unwrap();
        looks
    });
    assert_eq!(seen, BTreeSet::from([(false, 1), (true, 1)]));
}

#[test]
fn many_messages_are_taken_at_once() {
    let counts = outcomes(|| {
        block_on(async {
            let (sender, mut receiver) = mpsc::channel(8);
            let task = spawn(async move {
                for number in 0..3 {
                    sender.send(number).await.unwrap();
                }
            });
            let mut all = Vec::new();
            let first = receiver.recv_many(&mut all, 2).await;
            while receiver.recv_many(&mut all, 2).await > 0 {}
            assert_eq!(all, [0, 1, 2]);
            task.await.unwrap();
            first
        })
    });
    assert_eq!(counts, BTreeSet::from([1, 2]));
}

#[test]
fn a_channel_that_nobody_sends_into_is_named() {
    let failure = failure(|| {
        let (_sender, mut receiver) = mpsc::channel::<u32>(1);
        block_on(receiver.recv());
    });
    let text = failure.to_string();
    assert!(text.contains("T0 waits to receive channel 0 at"), "{text}");
}

#[test]
fn outside_of_executions_channels_work_on_threads() {
    let (sender, mut receiver) = mpsc::channel(1);
    let sends = std::thread::spawn(move || {
        block_on(async {
            for number in 0..1_000 {
                sender.send(number).await.unwrap();
            }
        });
    });
    let mut sum = 0;
    while let Some(number) = block_on(receiver.recv()) {
        sum += number;
    }
    assert_eq!(sum, 499_500);
    sends.join().unwrap();
}

#[test]
fn a_static_that_several_executions_use_is_refused() {
    static SEMAPHORE: lockstep_scheduler::future::sync::Semaphore =
        lockstep_scheduler::future::sync::Semaphore::const_new(1);
    let searched = Runner::new().iterations(2).search(|| {
        drop(SEMAPHORE.try_acquire());
    });
    let text = searched.unwrap_err().1.to_string();
    assert!(
        text.contains("this semaphore was used by another execution"),
        "{text}"
    );
}

// ---- oneshot ----

#[test]
fn one_message_comes_or_is_known_not_to() {
    always(|| {
        block_on(async {
            let (sender, receiver) = oneshot::channel();
            drop(spawn(async move { sender.send(1) }));
            assert_eq!(receiver.await, Ok(1));
            let (sender, receiver) = oneshot::channel::<u32>();
            drop(spawn(async move { drop(sender) }));
            assert!(receiver.await.is_err());
            let (mut sender, mut receiver) = oneshot::channel();
            assert_eq!(receiver.try_recv(), Err(oneshot::TryRecvError::Empty));
            drop(spawn(async move { drop(receiver) }));
            sender.closed().await;
            assert_eq!(sender.send(1), Err(1));
        });
    });
}

// ---- broadcast ----

#[test]
fn every_receiver_gets_every_message() {
    always(|| {
        block_on(async {
            let (sender, receiver) = broadcast::channel(4);
            let receive = |mut receiver: broadcast::Receiver<u32>| {
                spawn(async move {
                    let mut all = Vec::new();
                    while let Ok(message) = receiver.recv().await {
                        all.push(message);
                    }
                    all
                })
            };
            let tasks = [receive(sender.subscribe()), receive(receiver)];
            for number in 0..3 {
                assert_eq!(sender.send(number), Ok(2));
            }
            drop(sender);
            for task in tasks {
                assert_eq!(task.await.unwrap(), [0, 1, 2]);
            }
        });
    });
}

#[test]
fn who_is_too_slow_is_told_how_much_is_missed() {
    always(|| {
        let (sender, mut receiver) = broadcast::channel(2);
        for number in 0..5 {
            sender.send(number).unwrap();
        }
        assert_eq!(receiver.try_recv(), Err(broadcast::TryRecvError::Lagged(3)));
        assert_eq!((receiver.try_recv(), receiver.try_recv()), (Ok(3), Ok(4)));
        assert_eq!(receiver.try_recv(), Err(broadcast::TryRecvError::Empty));
        drop(receiver);
        assert_eq!(sender.send(9), Err(broadcast::SendError(9)));
    });
}

// ---- watch ----

#[test]
fn who_watches_sees_the_last_value_and_no_old_one_again() {
    let seen = outcomes(|| {
        block_on(async {
            let (sender, mut receiver) = watch::channel(0);
            let task = spawn(async move {
                for number in 1..=3 {
                    sender.send_replace(number);
                }
            });
            let mut seen = Vec::new();
            while receiver.changed().await.is_ok() {
                seen.push(*receiver.borrow_and_update());
            }
            task.await.unwrap();
            seen
        })
    });
    assert!(
        seen.contains(&vec![1, 2, 3]) && seen.contains(&vec![3]),
        "{seen:?}"
    );
    for values in &seen {
        assert!(
            values.is_sorted() && values.last() == Some(&3),
            "{values:?}"
        );
    }
}

#[test]
fn one_waits_for_a_value_that_is_wanted() {
    always(|| {
        block_on(async {
            let (sender, mut receiver) = watch::channel(0);
            let task = spawn(async move {
                for number in 1..=3 {
                    sender.send(number).unwrap();
                }
                sender.closed().await;
            });
            assert_eq!(*receiver.wait_for(|value| *value == 3).await.unwrap(), 3);
            assert_eq!(receiver.has_changed(), Ok(false));
            drop(receiver);
            task.await.unwrap();
        });
    });
}
