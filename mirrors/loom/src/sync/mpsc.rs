//! [`std::sync::mpsc`], as loom has it: channels without a bound.

use std::sync::Arc;
use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError};
use std::time::Duration;

use lockstep_scheduler::sync::mpsc as inner;

use crate::causality::Released;

/// Puts messages into a channel.
#[derive(Debug)]
pub struct Sender<T> {
    // invariant: dropped in this order, so that nobody is told of an end that is yet to come
    inner: inner::Sender<Message<T>>,
    gone: TellsAtEnd,
    receiver: Arc<Released>,
}

/// Takes messages out of a channel.
#[derive(Debug)]
pub struct Receiver<T> {
    inner: inner::Receiver<Message<T>>,
    gone: Arc<Released>,
    senders: Arc<Released>,
}

/// Tells the receiver what whoever drops it knows.
#[derive(Debug)]
struct TellsAtEnd(Arc<Released>);

impl Drop for TellsAtEnd {
    fn drop(&mut self) {
        self.0.release();
    }
}

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
    let [senders, receivers] = [(); 2].map(|()| Arc::new(Released::new()));
    let sender = Sender {
        inner: sender,
        gone: TellsAtEnd(Arc::clone(&senders)),
        receiver: Arc::clone(&receivers),
    };
    let receiver = Receiver {
        inner: receiver,
        gone: receivers,
        senders,
    };
    (sender, receiver)
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
        let sent = self.inner.send(Message { value, released });
        sent.map_err(|error| {
            self.receiver.acquire();
            SendError(error.0.value)
        })
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            gone: TellsAtEnd(Arc::clone(&self.gone.0)),
            receiver: Arc::clone(&self.receiver),
        }
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
        (self.inner.recv())
            .map(Message::open)
            .inspect_err(|_| self.senders.acquire())
    }

    /// As [`recv`](Self::recv), but waits no longer than `timeout`, in virtual time.
    ///
    /// # Errors
    ///
    /// If there is none in time, or nobody can send any more.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        (self.inner.recv_timeout(timeout))
            .map(Message::open)
            .inspect_err(|error| match error {
                RecvTimeoutError::Disconnected => self.senders.acquire(),
                RecvTimeoutError::Timeout => {}
            })
    }

    /// Takes a message out if there is one.
    ///
    /// # Errors
    ///
    /// If there is none, or nobody can send any more.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        (self.inner.try_recv())
            .map(Message::open)
            .inspect_err(|error| match error {
                TryRecvError::Disconnected => self.senders.acquire(),
                TryRecvError::Empty => {}
            })
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        // Before it is gone, since others may go on while the messages that are left are dropped.
        self.gone.release();
    }
}
