use std::collections::BTreeSet;

use lockstep_scheduler::sync::mpsc::{
    Receiver, RecvTimeoutError, SendError, Sender, SyncSender, TryRecvError, TrySendError, channel,
    sync_channel,
};
use lockstep_scheduler::sync::{Arc, Mutex};
use lockstep_scheduler::time::{Duration, Instant};
use lockstep_scheduler::{Failure, thread};

use crate::{everywhere, failure, outcomes};

#[test]
fn the_messages_of_two_senders_come_in_every_order() {
    let orders = outcomes(|| {
        let (sender, receiver) = channel();
        let second = sender.clone();
        let tasks = [
            thread::spawn(move || (0..2).for_each(|message| sender.send(message).unwrap())),
            thread::spawn(move || (10..12).for_each(|message| second.send(message).unwrap())),
        ];
        let order: Vec<_> = receiver.into_iter().collect();
        for task in tasks {
            task.join().unwrap();
        }
        order
    });
    // Of 4 messages, 2 and 2 of which keep their order.
    assert_eq!(orders.len(), 6, "{orders:?}");
}

#[test]
fn a_receiver_learns_that_nobody_sends_any_more() {
    everywhere(|| {
        let (sender, receiver) = channel();
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        let other = thread::spawn(move || sender.send(1).unwrap());
        assert_eq!(
            (receiver.recv().ok(), receiver.recv().ok()),
            (Some(1), None)
        );
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
        other.join().unwrap();
    });
}

#[test]
fn a_sender_learns_that_nobody_receives_any_more() {
    everywhere(|| {
        let (sender, receiver) = channel();
        sender.send(Arc::new(1)).unwrap();
        drop(receiver);
        let SendError(message) = sender.send(Arc::new(2)).unwrap_err();
        assert_eq!(*message, 2);
    });
}

/// An end of a channel of such ends.
struct End(#[expect(dead_code, reason = "it is dropped")] Option<Sender<End>>);

#[test]
fn what_nobody_has_received_is_dropped_with_the_receiver() {
    everywhere(|| {
        let message = Arc::new(());
        let (sender, receiver) = sync_channel(2);
        sender.send(Arc::clone(&message)).unwrap();
        // A message may hold the channel's own end.
        let (loops, looped) = channel();
        loops.send(End(Some(loops.clone()))).unwrap();
        drop((receiver, looped));
        assert_eq!(Arc::strong_count(&message), 1);
        assert!(sender.try_send(message).is_err());
    });
}

#[test]
fn a_bounded_channel_lets_no_more_in_than_it_holds() {
    everywhere(|| {
        let (sender, receiver) = sync_channel(2);
        let in_it = Arc::new(Mutex::new(0_i32));
        let counts = Arc::clone(&in_it);
        let other = thread::spawn(move || {
            for message in 0..6 {
                sender.send(message).unwrap();
                let mut count = counts.lock().unwrap();
                *count += 1;
                // One may be on its way out of the receiver.
                assert!(*count <= 3);
            }
        });
        for message in 0..6 {
            assert_eq!(receiver.recv(), Ok(message));
            *in_it.lock().unwrap() -= 1;
        }
        other.join().unwrap();
    });
}

#[test]
fn a_sender_that_waits_for_room_gets_its_message_back_when_the_receiver_goes() {
    everywhere(|| {
        let (sender, receiver) = sync_channel(1);
        sender.send(1).unwrap();
        assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
        let drops = thread::spawn(move || drop(receiver));
        assert_eq!(sender.send(3), Err(SendError(3)));
        assert_eq!(sender.try_send(4), Err(TrySendError::Disconnected(4)));
        drops.join().unwrap();
    });
}

/// Sends a message and says so.
fn send(sender: &SyncSender<u32>, events: &Arc<Mutex<Vec<&'static str>>>) {
    sender.send(1).unwrap();
    events.lock().unwrap().push("sent");
}

#[test]
fn a_rendezvous_lets_the_sender_go_when_the_message_is_taken() {
    everywhere(|| {
        let (sender, receiver) = sync_channel(0);
        let events = Arc::<Mutex<Vec<&'static str>>>::default();
        let other = Arc::clone(&events);
        let sends = thread::spawn(move || send(&sender, &other));
        events.lock().unwrap().push("ready");
        assert_eq!(receiver.recv(), Ok(1));
        sends.join().unwrap();
        assert_eq!(*events.lock().unwrap(), ["ready", "sent"]);
    });
}

fn rendezvous(receive: impl Fn(&Receiver<u32>) -> bool + Send + Sync + Copy + 'static) {
    everywhere(move || {
        let (sender, receiver) = sync_channel(0);
        let second = sender.clone();
        let sends = [
            thread::spawn(move || sender.send(1)),
            thread::spawn(move || second.send(2)),
        ];
        let mut count = 0;
        while count < 2 {
            count += u32::from(receive(&receiver));
            thread::yield_now();
        }
        for send in sends {
            assert_eq!(send.join().unwrap(), Ok(()));
        }
    });
}

#[test]
fn two_senders_meet_one_receiver_one_after_the_other() {
    rendezvous(|receiver| receiver.recv().is_ok());
}

#[test]
fn a_rendezvous_works_without_waiting() {
    rendezvous(|receiver| receiver.try_recv().is_ok());
}

#[test]
fn a_rendezvous_that_the_receiver_does_not_keep_gives_the_message_back() {
    everywhere(|| {
        let (sender, receiver) = sync_channel(0);
        let drops = thread::spawn(move || drop(receiver));
        assert_eq!(sender.send(1), Err(SendError(1)));
        drops.join().unwrap();
    });
}

#[test]
fn a_message_is_handed_over_at_once_to_one_who_waits_only() {
    let sent = outcomes(|| {
        let (sender, receiver) = sync_channel(0);
        let other = thread::spawn(move || receiver.recv().ok());
        let sent = sender.try_send(1).is_ok();
        drop(sender);
        assert_eq!(other.join().unwrap(), sent.then_some(1));
        sent
    });
    assert_eq!(sent, BTreeSet::from([false, true]));
}

#[test]
fn a_receiver_waits_no_longer_than_it_said() {
    everywhere(|| {
        let (sender, receiver) = channel();
        let start = Instant::now();
        let timeout = Duration::from_millis(2);
        assert_eq!(
            receiver.recv_timeout(timeout),
            Err(RecvTimeoutError::Timeout)
        );
        assert!(start.elapsed() >= timeout);
        let other = thread::spawn(move || sender.send(1).unwrap());
        assert_eq!(receiver.recv_timeout(Duration::from_secs(9)), Ok(1));
        let gone = receiver.recv_timeout(Duration::MAX / 2);
        assert_eq!(gone, Err(RecvTimeoutError::Disconnected));
        other.join().unwrap();
    });
}

#[test]
fn what_is_there_is_taken_without_waiting() {
    everywhere(|| {
        let (sender, receiver) = channel();
        (0..3).for_each(|message| sender.send(message).unwrap());
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(receiver.try_iter().next(), None);
        drop(sender);
        assert_eq!(receiver.iter().next(), None);
    });
}

#[test]
fn a_receiver_to_which_nobody_sends_is_a_deadlock() {
    let failure = failure(|| {
        let (sender, receiver) = channel::<u32>();
        let _ = receiver.recv();
        drop(sender);
    });
    assert!(matches!(failure, Failure::Deadlock { .. }), "{failure}");
    assert!(
        failure
            .to_string()
            .contains("T0 waits to receive channel 0")
    );
}

#[test]
fn an_end_of_a_channel_of_another_execution_is_refused() {
    let (sender, receiver) = channel::<u32>();
    let sender = Mutex::new(Some(sender));
    let outside = failure(move || {
        let sender = sender.lock().unwrap().take().unwrap();
        let _ = sender.send(1);
    });
    assert!(
        outside.to_string().contains("not made in this execution"),
        "{outside}"
    );
    drop(receiver);
    let kept = std::sync::Mutex::new(None);
    let earlier = failure(move || {
        let (sender, _receiver) = channel::<u32>();
        let earlier = kept.lock().unwrap().replace(sender);
        if let Some(earlier) = earlier {
            let _ = earlier.send(1);
        }
    });
    assert!(
        earlier.to_string().contains("not made in this execution"),
        "{earlier}"
    );
}
