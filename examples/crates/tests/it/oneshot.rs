//! `oneshot` takes loom's types by `cfg(oneshot_loom)` and its feature `loom`.

use std::pin::Pin;
use std::task::{Context, Waker};

use lockstep_crates::{find, prove};
use lockstep_loom::{future, thread};

fn received() {
    let (sender, receiver) = oneshot::channel();
    let task = thread::spawn(move || sender.send(1).unwrap());
    assert_eq!(receiver.recv(), Ok(1));
    task.join().unwrap();
}

#[test]
fn what_is_sent_is_received() {
    prove("received", received);
}

fn disconnected() {
    let (sender, receiver) = oneshot::channel::<u32>();
    let task = thread::spawn(move || drop(sender));
    assert!(receiver.recv().is_err());
    task.join().unwrap();
}

#[test]
fn who_receives_is_told_that_nothing_will_be_sent() {
    prove("sender_dropped", disconnected);
}

fn refused() {
    let (sender, receiver) = oneshot::channel();
    let task = thread::spawn(move || {
        sender
            .send(Box::new(1))
            .map_err(|error| *error.into_inner())
    });
    drop(receiver);
    assert!(matches!(task.join().unwrap(), Ok(()) | Err(1)));
}

#[test]
fn what_nobody_receives_is_given_back_or_dropped() {
    prove("receiver_dropped", refused);
}

fn awaited() {
    let (sender, receiver) = oneshot::async_channel();
    let task = thread::spawn(move || sender.send(1).unwrap());
    assert_eq!(future::block_on(receiver), Ok(1));
    task.join().unwrap();
}

#[test]
fn what_is_sent_is_awaited() {
    prove("awaited", awaited);
}

/// Polls a receiver and drops it, while a value is sent.
fn given_up<R: Future + Unpin>(mut receiver: R, send: impl FnOnce() + Send + 'static) {
    let task = thread::spawn(send);
    let _ = Pin::new(&mut receiver).poll(&mut Context::from_waker(Waker::noop()));
    drop(receiver);
    task.join().unwrap();
}

/// <https://github.com/faern/oneshot/issues/87>, open as of version 0.2.1: who drops an async receiver
/// overwrites the word by which the sender says that it is using the channel, takes its own word for the
/// sender's, and frees the channel.
#[test]
fn an_async_receiver_frees_what_its_sender_still_uses() {
    let bug = find("async_receiver_dropped", || {
        let (sender, receiver) = oneshot::async_channel();
        given_up(receiver, move || drop(sender.send(1)));
    });
    assert_frees(&bug.reason.to_string(), "oneshot-0.2.1");
}

/// RUSTSEC-2026-0005, mended in 0.1.12: the waker was dropped after the sender was told that it may free the
/// channel.
#[test]
fn an_old_async_receiver_uses_what_its_sender_has_freed() {
    let bug = find("old_async_receiver_dropped", || {
        let (sender, receiver) = oneshot_old::channel();
        given_up(receiver, move || drop(sender.send(1)));
    });
    assert_frees(&bug.reason.to_string(), "oneshot-0.1.11");
}

/// <https://github.com/faern/oneshot/pull/72>, in 0.1.12: orders that were too weak for whoever frees the
/// channel to know that the other is done.
#[test]
fn old_orders_are_too_weak_to_free_the_channel() {
    let bug = find("old_sender_dropped", || {
        let (sender, receiver) = oneshot_old::channel::<u32>();
        let task = thread::spawn(move || drop(sender));
        assert!(receiver.recv().is_err());
        task.join().unwrap();
    });
    assert_frees(&bug.reason.to_string(), "oneshot-0.1.11");
}

#[track_caller]
fn assert_frees(reason: &str, version: &str) {
    assert!(reason.contains("data race on memory"), "{reason}");
    assert!(
        reason.contains(" frees it at ") && reason.contains(version),
        "{reason}"
    );
}
