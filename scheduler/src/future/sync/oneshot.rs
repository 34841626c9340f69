//! A channel for one message.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::future::{block_on, sync::oneshot};
//!
//! let (sender, receiver) = oneshot::channel();
//! sender.send(1).unwrap();
//! assert_eq!(block_on(receiver), Ok(1));
//! ```

use std::future::poll_fn;
use std::panic::Location;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use thiserror::Error;

use super::line::{Line, wake_all};
use super::point::Point;
use crate::Kind;
use crate::future::{Waiter, block_on};
use crate::object::ObjectKind;

/// Errors of this channel, where tokio has them.
pub mod error {
    pub use super::{RecvError, TryRecvError};
}

/// The sender was dropped without a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("channel closed")]
pub struct RecvError(());

/// Why there is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TryRecvError {
    /// There is none yet.
    #[error("channel empty")]
    Empty,
    /// The sender was dropped, or the message was received.
    #[error("channel closed")]
    Closed,
}

/// The end that sends.
#[derive(Debug)]
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}

/// The end that receives: a future of the message.
#[derive(Debug)]
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
}

#[derive(Debug)]
struct Channel<T> {
    point: Point,
    location: &'static Location<'static>,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    message: Option<T>,
    has_sender: bool,
    has_receiver: bool,
    receiver: Option<Waiter>,
    sender: Line,
}

/// Makes a channel.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let state = State {
        message: None,
        has_sender: true,
        has_receiver: true,
        receiver: None,
        sender: Line::default(),
    };
    let channel = Arc::new(Channel {
        point: Point::new(ObjectKind::Channel),
        location: Location::caller(),
        state: Mutex::new(state),
    });
    let sender = Sender {
        channel: Arc::clone(&channel),
    };
    (sender, Receiver { channel })
}

impl<T> Channel<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the end that receives.
    fn close(&self) {
        let senders = {
            let mut state = self.state();
            state.has_receiver = false;
            state.sender.take()
        };
        wake_all(senders);
    }
}

impl<T> Sender<T> {
    /// Sends the message.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped or closed: the message.
    #[track_caller]
    pub fn send(self, message: T) -> Result<(), T> {
        self.channel.point.reach(Kind::Send, Location::caller());
        let receiver = {
            let mut state = self.channel.state();
            if !state.has_receiver {
                return Err(message);
            }
            state.message = Some(message);
            state.has_sender = false;
            state.receiver.take()
        };
        wake_all(receiver);
        Ok(())
    }

    /// Waits until the receiver is dropped or closed.
    #[track_caller]
    pub fn closed(&mut self) -> impl Future<Output = ()> {
        let location = Location::caller();
        poll_fn(move |context| self.poll_closed_at(context, location))
    }

    /// Polls whether the receiver was dropped or closed.
    #[track_caller]
    pub fn poll_closed(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.poll_closed_at(context, Location::caller())
    }

    fn poll_closed_at(
        &mut self,
        context: &mut Context<'_>,
        location: &'static Location<'static>,
    ) -> Poll<()> {
        self.channel.point.reach(Kind::Sent, location);
        let mut state = self.channel.state();
        if !state.has_receiver {
            return Poll::Ready(());
        }
        state.sender.join(0, context.waker());
        drop(state);
        self.channel.point.note(Kind::Sent, location);
        Poll::Pending
    }

    /// Returns true once the receiver was dropped or closed.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        self.channel.point.reach(Kind::Look, Location::caller());
        !self.channel.state().has_receiver
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if !self.channel.state().has_sender {
            return;
        }
        self.channel.point.reach(Kind::Close, self.channel.location);
        let receiver = {
            let mut state = self.channel.state();
            state.has_sender = false;
            state.receiver.take()
        };
        wake_all(receiver);
    }
}

impl<T> Receiver<T> {
    /// Refuses what is sent from now on; a message that was sent before can still be received.
    #[track_caller]
    pub fn close(&mut self) {
        self.channel.point.reach(Kind::Close, Location::caller());
        self.channel.close();
    }

    /// Takes the message if it is there.
    ///
    /// # Errors
    ///
    /// If it is not; which says whether it can still come.
    #[track_caller]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        self.channel
            .point
            .reach(Kind::TryReceive, Location::caller());
        let mut state = self.channel.state();
        match state.message.take() {
            Some(message) => Ok(message),
            None if state.has_sender && state.has_receiver => Err(TryRecvError::Empty),
            None => Err(TryRecvError::Closed),
        }
    }

    /// Waits for the message on this thread.
    ///
    /// # Errors
    ///
    /// If the sender is dropped without one.
    #[track_caller]
    pub fn blocking_recv(self) -> Result<T, RecvError> {
        block_on(self)
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, RecvError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (point, location) = (&self.channel.point, self.channel.location);
        point.reach(Kind::Receive, location);
        let mut state = self.channel.state();
        if let Some(message) = state.message.take() {
            return Poll::Ready(Ok(message));
        }
        if !state.has_sender || !state.has_receiver {
            return Poll::Ready(Err(RecvError(())));
        }
        state.receiver = Some(Waiter::new(context.waker()));
        drop(state);
        point.note(Kind::Receive, location);
        Poll::Pending
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let is_over = {
            let state = self.channel.state();
            !state.has_receiver || (!state.has_sender && state.message.is_none())
        };
        if is_over {
            return;
        }
        self.channel.point.reach(Kind::Close, self.channel.location);
        self.channel.close();
        // It may have a destructor that uses the channel.
        let unread = self.channel.state().message.take();
        drop(unread);
    }
}
