//! A value of which receivers see the newest.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::future::{block_on, sync::watch};
//!
//! let (sender, mut receiver) = watch::channel(1);
//! sender.send(2).unwrap();
//! block_on(receiver.changed()).unwrap();
//! assert_eq!(*receiver.borrow_and_update(), 2);
//! ```

use std::fmt;
use std::future::poll_fn;
use std::ops::Deref;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::line::{Line, wake_all};
use super::point::Point;
use crate::Kind;
use crate::object::ObjectKind;
use crate::sync::{RwLock, RwLockReadGuard};

pub use error::{RecvError, SendError};

/// What can go wrong, where tokio has it.
pub mod error {
    use thiserror::Error;

    /// There is no receiver: the value.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
    #[error("channel closed")]
    pub struct SendError<T>(pub T);

    /// All senders were dropped.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
    #[error("channel closed")]
    pub struct RecvError(pub(super) ());
}

/// An end that changes the value.
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}

/// An end that sees the newest value.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
    /// The version that it has seen.
    seen: u64,
    ticket: u64,
}

/// The newest value, which cannot change until this is dropped: who wants to has to wait.
pub struct Ref<'a, T> {
    value: RwLockReadGuard<'a, T>,
    has_changed: bool,
}

struct Channel<T> {
    point: Point,
    location: &'static Location<'static>,
    value: RwLock<T>,
    state: Mutex<State>,
}

struct State {
    // invariant: changes only while the value is held for writing
    version: u64,
    senders: usize,
    receivers: usize,
    changed: Line,
    closed: Line,
    tickets: u64,
}

/// Makes a channel with a first value, which the receiver counts as seen.
#[track_caller]
pub fn channel<T>(first: T) -> (Sender<T>, Receiver<T>) {
    let state = State {
        version: 0,
        senders: 1,
        receivers: 0,
        changed: Line::default(),
        closed: Line::default(),
        tickets: 0,
    };
    let channel = Arc::new(Channel {
        point: Point::new(ObjectKind::Channel),
        location: Location::caller(),
        value: RwLock::new(first),
        state: Mutex::new(state),
    });
    let receiver = Receiver::new(&channel, 0);
    (Sender { channel }, receiver)
}

impl<T> Channel<T> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ticket(&self) -> u64 {
        let mut state = self.state();
        state.tickets += 1;
        state.tickets
    }

    fn borrow(&self, seen: u64, location: &'static Location<'static>) -> Ref<'_, T> {
        let value = self.value.read_at(location);
        let value = value.unwrap_or_else(PoisonError::into_inner);
        let has_changed = self.state().version != seen;
        Ref { value, has_changed }
    }
}

impl<T> Sender<T> {
    /// Makes one without a receiver.
    #[track_caller]
    pub fn new(first: T) -> Self {
        channel(first).0
    }

    /// Changes the value, and tells the receivers.
    ///
    /// # Errors
    ///
    /// If there is none: the value, which is not kept.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.channel.point.reach(Kind::Send, Location::caller());
        if self.channel.state().receivers == 0 {
            return Err(SendError(value));
        }
        self.send_replace(value);
        Ok(())
    }

    /// Changes the value, whether or not there are receivers, and returns the one before.
    #[track_caller]
    pub fn send_replace(&self, mut value: T) -> T {
        self.send_modify(|held| std::mem::swap(held, &mut value));
        value
    }

    /// Changes the value where it is, and tells the receivers.
    #[track_caller]
    pub fn send_modify(&self, modify: impl FnOnce(&mut T)) {
        self.send_if_modified(|value| {
            modify(value);
            true
        });
    }

    /// Changes the value where it is, and tells the receivers if `modify` returns true; returns that.
    #[track_caller]
    pub fn send_if_modified(&self, modify: impl FnOnce(&mut T) -> bool) -> bool {
        let channel = &self.channel;
        let mut value = channel
            .value
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let is_modified = modify(&mut value);
        if !is_modified {
            return false;
        }
        channel.state().version += 1;
        drop(value);
        let waiters = channel.state().changed.take();
        wake_all(waiters);
        true
    }

    /// Returns the newest value.
    #[track_caller]
    pub fn borrow(&self) -> Ref<'_, T> {
        let version = self.channel.state().version;
        self.channel.borrow(version, Location::caller())
    }

    /// Returns a receiver that has seen the newest value.
    #[track_caller]
    pub fn subscribe(&self) -> Receiver<T> {
        self.channel.point.reach(Kind::Changed, Location::caller());
        let seen = self.channel.state().version;
        Receiver::new(&self.channel, seen)
    }

    /// Returns true if there is no receiver.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        self.channel.point.reach(Kind::Changed, Location::caller());
        self.channel.state().receivers == 0
    }

    /// Waits until there is no receiver.
    #[track_caller]
    pub fn closed(&self) -> impl Future<Output = ()> {
        let (channel, location) = (&*self.channel, Location::caller());
        let ticket = channel.ticket();
        poll_fn(move |context| {
            channel.point.reach(Kind::Changed, location);
            let mut state = channel.state();
            if state.receivers == 0 {
                return Poll::Ready(());
            }
            state.closed.join(ticket, context.waker());
            drop(state);
            channel.point.note(Kind::Changed, location);
            Poll::Pending
        })
    }

    /// Returns how many receivers there are.
    #[track_caller]
    pub fn receiver_count(&self) -> usize {
        self.channel.point.reach(Kind::Look, Location::caller());
        self.channel.state().receivers
    }
}

impl<T> Receiver<T> {
    fn new(channel: &Arc<Channel<T>>, seen: u64) -> Self {
        channel.state().receivers += 1;
        Self {
            ticket: channel.ticket(),
            channel: Arc::clone(channel),
            seen,
        }
    }

    /// Returns the newest value, which does not count as seen.
    #[track_caller]
    pub fn borrow(&self) -> Ref<'_, T> {
        self.channel.borrow(self.seen, Location::caller())
    }

    /// Returns the newest value, which counts as seen.
    #[track_caller]
    pub fn borrow_and_update(&mut self) -> Ref<'_, T> {
        let newest = self.channel.borrow(self.seen, Location::caller());
        self.seen = self.channel.state().version;
        newest
    }

    /// Returns true if there is a value that it has not seen.
    ///
    /// # Errors
    ///
    /// If all senders were dropped.
    #[track_caller]
    pub fn has_changed(&self) -> Result<bool, RecvError> {
        self.channel.point.reach(Kind::Changed, Location::caller());
        let state = self.channel.state();
        if state.senders == 0 {
            return Err(error::RecvError(()));
        }
        Ok(state.version != self.seen)
    }

    /// Lets the newest value count as not seen.
    pub fn mark_changed(&mut self) {
        self.seen = self.seen.wrapping_sub(1);
    }

    /// Lets the newest value count as seen.
    pub fn mark_unchanged(&mut self) {
        self.seen = self.channel.state().version;
    }

    /// Waits until there is a value that it has not seen, which then counts as seen.
    ///
    /// # Errors
    ///
    /// If there is none and all senders were dropped.
    #[track_caller]
    pub fn changed(&mut self) -> impl Future<Output = Result<(), RecvError>> {
        let location = Location::caller();
        poll_fn(move |context| self.poll_changed(context, location))
    }

    /// Waits until there is a value that `is_wanted` accepts, and returns it; it counts as seen.
    ///
    /// # Errors
    ///
    /// If there is none and all senders were dropped.
    #[track_caller]
    pub fn wait_for(
        &mut self,
        mut is_wanted: impl FnMut(&T) -> bool,
    ) -> impl Future<Output = Result<Ref<'_, T>, RecvError>> {
        let location = Location::caller();
        async move {
            loop {
                let is_there = {
                    let newest = self.channel.borrow(self.seen, location);
                    self.seen = self.channel.state().version;
                    is_wanted(&newest)
                };
                if is_there {
                    return Ok(self.channel.borrow(self.seen, location));
                }
                poll_fn(|context| self.poll_changed(context, location)).await?;
            }
        }
    }

    fn poll_changed(
        &mut self,
        context: &Context<'_>,
        location: &'static Location<'static>,
    ) -> Poll<Result<(), RecvError>> {
        self.channel.point.reach(Kind::Changed, location);
        let mut state = self.channel.state();
        if state.version != self.seen {
            self.seen = state.version;
            return Poll::Ready(Ok(()));
        }
        if state.senders == 0 {
            return Poll::Ready(Err(error::RecvError(())));
        }
        state.changed.join(self.ticket, context.waker());
        drop(state);
        self.channel.point.note(Kind::Changed, location);
        Poll::Pending
    }

    /// Returns true if both are of one channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }
}

impl<T> Ref<'_, T> {
    /// Returns true if whoever borrowed it had not seen it.
    pub fn has_changed(&self) -> bool {
        self.has_changed
    }
}

impl<T> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.channel.state().senders += 1;
        let channel = Arc::clone(&self.channel);
        Self { channel }
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Self::new(&self.channel, self.seen)
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.channel.point.reach(Kind::Close, self.channel.location);
        let waiters = {
            let mut state = self.channel.state();
            state.senders -= 1;
            let is_last = state.senders == 0;
            state.changed.take_if(is_last)
        };
        wake_all(waiters);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.channel.point.reach(Kind::Close, self.channel.location);
        let waiters = {
            let mut state = self.channel.state();
            state.changed.leave(self.ticket);
            state.receivers -= 1;
            let is_last = state.receivers == 0;
            state.closed.take_if(is_last)
        };
        wake_all(waiters);
    }
}

impl<T: fmt::Debug> fmt::Debug for Ref<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
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
