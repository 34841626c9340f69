//! A peer answers, and the connection to it is lost: two messages from two senders, in either order.

use lockstep::Runner;
use lockstep::sync::mpsc::{Receiver, channel};
use lockstep::thread;

/// What comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// The peer answers.
    Reply(u32),
    /// The connection to it is lost.
    ConnectionLost,
}

/// Takes it that the reply comes first: it does if the network is quick.
pub(crate) fn broken() {
    receive(|inbox| match inbox.recv().unwrap() {
        Message::Reply(value) => value,
        Message::ConnectionLost => panic!("the connection was lost before the reply"),
    });
}

/// Waits for the reply whatever comes first.
pub(crate) fn correct() {
    receive(|inbox| {
        let mut messages = inbox.iter();
        loop {
            if let Some(Message::Reply(value)) = messages.next() {
                return value;
            }
        }
    });
}

fn receive(wait: fn(&Receiver<Message>) -> u32) {
    let (to_inbox, inbox) = channel();
    let network = to_inbox.clone();
    let peer = thread::spawn(move || to_inbox.send(Message::Reply(7)).unwrap());
    let monitor = thread::spawn(move || network.send(Message::ConnectionLost).unwrap());
    assert_eq!(wait(&inbox), 7);
    peer.join().unwrap();
    monitor.join().unwrap();
}

fn main() {
    Runner::new().run(correct);
    let bug = Runner::new().try_run(broken).expect_err("it is broken");
    println!("{bug}");
}
