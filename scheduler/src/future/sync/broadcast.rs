//! A channel whose every message goes to every receiver.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::future::{block_on, sync::broadcast};
//!
//! let (sender, mut one) = broadcast::channel(2);
//! let mut other = sender.subscribe();
//! sender.send(1).unwrap();
//! block_on(async {
//!     assert_eq!((one.recv().await, other.recv().await), (Ok(1), Ok(1)));
//! });
//! ```

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::line::{Line, wake_all};
use super::point::Point;
use crate::Kind;
use crate::future::block_on;
use crate::object::ObjectKind;

pub use error::{RecvError, SendError, TryRecvError};

/// What can go wrong, where tokio has it.
pub mod error {
    use thiserror::Error;

    /// There is no receiver: the message.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
    #[error("channel closed")]
    pub struct SendError<T>(pub T);

    /// Why there is no message.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
    pub enum RecvError {
        /// There is none, and all senders were dropped.
        #[error("channel closed")]
        Closed,
        /// So many were dropped before they were received; the next is the oldest that is left.
        #[error("channel lagged by {0}")]
        Lagged(u64),
    }

    /// Why there is no message at once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
    pub enum TryRecvError {
        /// There is none yet.
        #[error("channel empty")]
        Empty,
        /// There is none, and all senders were dropped.
        #[error("channel closed")]
        Closed,
        /// So many were dropped before they were received; the next is the oldest that is left.
        #[error("channel lagged by {0}")]
        Lagged(u64),
    }
}

/// An end that sends.
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}

/// An end that receives what is sent after it was made.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
    /// The number of the message that it receives next.
    next: u64,
    ticket: u64,
}

struct Channel<T> {
    point: Point,
    location: &'static Location<'static>,
    capacity: usize,
    state: Mutex<State<T>>,
}

struct State<T> {
    /// The newest messages, of which the last has the number `sent - 1`.
    messages: VecDeque<T>,
    sent: u64,
    senders: usize,
    receivers: usize,
    line: Line,
    tickets: u64,
}

/// Makes a channel that keeps so many messages, rounded up to a power of two as tokio does.
///
/// # Panics
///
/// If that is 0, or more than half of what `usize` can count.
#[track_caller]
pub fn channel<T: Clone>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "broadcast channel capacity cannot be zero");
    assert!(
        capacity <= usize::MAX >> 1,
        "broadcast channel capacity exceeded `usize::MAX / 2`"
    );
    let state = State {
        messages: VecDeque::new(),
        sent: 0,
        senders: 1,
        receivers: 0,
        line: Line::default(),
        tickets: 0,
    };
    let channel = Arc::new(Channel {
        point: Point::new(ObjectKind::Channel),
        location: Location::caller(),
        capacity: capacity.next_power_of_two(),
        state: Mutex::new(state),
    });
    let receiver = Receiver::new(&channel);
    (Sender { channel }, receiver)
}

impl<T> Channel<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Sender<T> {
    /// Sends a message to all receivers, and returns how many there are.
    ///
    /// The oldest message is dropped if there is no room.
    ///
    /// # Errors
    ///
    /// If there is no receiver: the message.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<usize, SendError<T>> {
        self.channel.point.reach(Kind::Send, Location::caller());
        let mut state = self.channel.state();
        if state.receivers == 0 {
            return Err(SendError(message));
        }
        let is_full = state.messages.len() == self.channel.capacity;
        let oldest = is_full.then(|| state.messages.pop_front()).flatten();
        state.messages.push_back(message);
        state.sent += 1;
        let (receivers, waiters) = (state.receivers, state.line.take());
        drop(state);
        wake_all(waiters);
        // It may have a destructor that uses the channel.
        drop(oldest);
        Ok(receivers)
    }

    /// Returns a receiver of what is sent from now on.
    #[track_caller]
    pub fn subscribe(&self) -> Receiver<T> {
        self.channel.point.reach(Kind::Receive, Location::caller());
        Receiver::new(&self.channel)
    }

    /// Returns how many receivers there are.
    #[track_caller]
    pub fn receiver_count(&self) -> usize {
        self.channel.point.reach(Kind::Look, Location::caller());
        self.channel.state().receivers
    }

    /// Returns true if both send into one channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }
}

impl<T> Receiver<T> {
    fn new(channel: &Arc<Channel<T>>) -> Self {
        let mut state = channel.state();
        state.receivers += 1;
        state.tickets += 1;
        Self {
            next: state.sent,
            ticket: state.tickets,
            channel: Arc::clone(channel),
        }
    }

    /// Returns how many messages it has not received.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.channel.point.reach(Kind::Look, Location::caller());
        let waiting = self.channel.state().sent - self.next;
        usize::try_from(waiting).unwrap_or(usize::MAX)
    }

    /// Returns true if it has received all messages.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns true if both are of one channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }

    /// Returns another receiver of what is sent from now on.
    #[track_caller]
    #[must_use = "it does nothing by itself"]
    pub fn resubscribe(&self) -> Self {
        self.channel.point.reach(Kind::Receive, Location::caller());
        Self::new(&self.channel)
    }
}

impl<T: Clone> Receiver<T> {
    /// Waits for the next message. A future that is dropped has taken none.
    ///
    /// # Errors
    ///
    /// If messages were dropped before they were received; or if there is none and all senders were
    /// dropped.
    #[track_caller]
    pub fn recv(&mut self) -> impl Future<Output = Result<T, RecvError>> {
        let location = Location::caller();
        poll_fn(move |context| self.poll_receive(context, location))
    }

    /// Takes the next message if there is one.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv), and if there is none yet.
    #[track_caller]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        self.channel
            .point
            .reach(Kind::TryReceive, Location::caller());
        self.take()
    }

    /// Waits for the next message on this thread.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv).
    #[track_caller]
    pub fn blocking_recv(&mut self) -> Result<T, RecvError> {
        block_on(self.recv())
    }

    fn poll_receive(
        &mut self,
        context: &Context<'_>,
        location: &'static Location<'static>,
    ) -> Poll<Result<T, RecvError>> {
        self.channel.point.reach(Kind::Receive, location);
        match self.take() {
            Ok(message) => return Poll::Ready(Ok(message)),
            Err(TryRecvError::Closed) => return Poll::Ready(Err(RecvError::Closed)),
            Err(TryRecvError::Lagged(by)) => return Poll::Ready(Err(RecvError::Lagged(by))),
            Err(TryRecvError::Empty) => {}
        }
        self.channel.state().line.join(self.ticket, context.waker());
        self.channel.point.note(Kind::Receive, location);
        Poll::Pending
    }

    fn take(&mut self) -> Result<T, TryRecvError> {
        let state = self.channel.state();
        let oldest = state.sent - state.messages.len() as u64;
        if self.next < oldest {
            let missed = oldest - self.next;
            self.next = oldest;
            return Err(TryRecvError::Lagged(missed));
        }
        let place = usize::try_from(self.next - oldest).expect("no more than it keeps");
        match state.messages.get(place) {
            Some(message) => {
                self.next += 1;
                Ok(message.clone())
            }
            None if state.senders == 0 => Err(TryRecvError::Closed),
            None => Err(TryRecvError::Empty),
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.channel.state().senders += 1;
        let channel = Arc::clone(&self.channel);
        Self { channel }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.channel.point.reach(Kind::Close, self.channel.location);
        let waiters = {
            let mut state = self.channel.state();
            state.senders -= 1;
            let is_last = state.senders == 0;
            state.line.take_if(is_last)
        };
        wake_all(waiters);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.channel.point.reach(Kind::Close, self.channel.location);
        let mut state = self.channel.state();
        state.line.leave(self.ticket);
        state.receivers -= 1;
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
