//! [`std::sync::mpsc`], as loom has it: channels without a bound.

use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError};
use std::time::Duration;

use lockstep_scheduler::sync::mpsc as inner;

use crate::causality::Released;

/// Puts messages into a channel.
#[derive(Debug)]
pub struct Sender<T>(inner::Sender<Message<T>>);

/// Takes messages out of a channel.
#[derive(Debug)]
pub struct Receiver<T>(inner::Receiver<Message<T>>);

/// A message, and what its sender knew.
#[derive(Debug)]
struct Message<T> {
    value: T,
    released: Released,
}

impl<T> Message<T> {
    fn open(self) -> T {
        self.released.acquire();
        self.value
    }
}

/// Makes a channel.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = inner::channel();
    (Sender(sender), Receiver(receiver))
}

impl<T> Sender<T> {
    /// Puts a message into the channel.
    ///
    /// # Errors
    ///
    /// If nobody can receive it any more: the message.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        let released = Released::new();
        released.release();
        let sent = self.0.send(Message { value, released });
        sent.map_err(|error| SendError(error.0.value))
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Receiver<T> {
    /// Takes a message out, once there is one.
    ///
    /// # Errors
    ///
    /// If there is none and nobody can send any more.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.0.recv().map(Message::open)
    }

    /// As [`recv`](Self::recv), but waits no longer than `timeout`, in virtual time.
    ///
    /// # Errors
    ///
    /// If there is none in time, or nobody can send any more.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.0.recv_timeout(timeout).map(Message::open)
    }

    /// Takes a message out if there is one.
    ///
    /// # Errors
    ///
    /// If there is none, or nobody can send any more.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.0.try_recv().map(Message::open)
    }
}
