use std::collections::VecDeque;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::error::{SendError, TryRecvError, TrySendError};
use crate::Kind;
use crate::future::Waiter;
use crate::future::sync::line::{Line, wake_all};
use crate::future::sync::permits::{Closed, PERMITS_MAX, Permits, Refused};
use crate::object::ObjectKind;

/// What the ends of a channel share.
#[derive(Debug)]
pub(super) struct Channel<T> {
    /// A permit for each message that there is room for.
    permits: Permits,
    pub(super) capacity: usize,
    /// Where it was made: its ends are dropped at no place of their own.
    location: &'static Location<'static>,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    messages: VecDeque<T>,
    senders: usize,
    weak_senders: usize,
    /// Whether the receiver was dropped.
    is_dropped: bool,
    /// Permits that were given to senders who have not sent yet.
    reserved: usize,
    receiver: Option<Waiter>,
    closed: Line,
    tickets: u64,
}

impl<T> Channel<T> {
    pub(super) fn new(capacity: usize, location: &'static Location<'static>) -> Self {
        let state = State {
            messages: VecDeque::new(),
            senders: 1,
            weak_senders: 0,
            is_dropped: false,
            reserved: 0,
            receiver: None,
            closed: Line::default(),
            tickets: 0,
        };
        Self {
            permits: Permits::new(ObjectKind::Channel, capacity),
            capacity,
            location,
            state: Mutex::new(state),
        }
    }

    pub(super) fn unbounded(location: &'static Location<'static>) -> Self {
        Self::new(PERMITS_MAX, location)
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // ---- sending ----

    /// Waits for room.
    pub(super) async fn reserve(
        &self,
        count: usize,
        location: &'static Location<'static>,
    ) -> Result<(), Closed> {
        self.permits.acquire(count, Kind::Send, location).await?;
        self.state().reserved += count;
        Ok(())
    }

    pub(super) fn try_reserve(
        &self,
        count: usize,
        location: &'static Location<'static>,
    ) -> Result<(), Refused> {
        self.permits.try_acquire(count, Kind::TrySend, location)?;
        self.state().reserved += count;
        Ok(())
    }

    /// Puts a message into room that was reserved.
    pub(super) fn put(&self, message: T) {
        let receiver = {
            let mut state = self.state();
            state.reserved -= 1;
            if state.is_dropped {
                // Nobody will ever take it; it is dropped with the channel.
                None
            } else {
                state.messages.push_back(message);
                state.receiver.take()
            }
        };
        wake_all(receiver);
    }

    /// Gives room back that was reserved.
    pub(super) fn give_back(&self, count: usize, location: &'static Location<'static>) {
        self.permits.point().reach(Kind::Release, location);
        self.state().reserved -= count;
        self.permits.release_quietly(count, location);
        self.wake_if_closed();
    }

    pub(super) async fn send(
        &self,
        message: T,
        location: &'static Location<'static>,
    ) -> Result<(), SendError<T>> {
        match self.reserve(1, location).await {
            Ok(()) => {
                self.put(message);
                Ok(())
            }
            Err(Closed) => Err(SendError(message)),
        }
    }

    pub(super) fn try_send(
        &self,
        message: T,
        location: &'static Location<'static>,
    ) -> Result<(), TrySendError<T>> {
        match self.try_reserve(1, location) {
            Ok(()) => {
                self.put(message);
                Ok(())
            }
            Err(Refused::Closed) => Err(TrySendError::Closed(message)),
            Err(Refused::TooFew) => Err(TrySendError::Full(message)),
        }
    }

    /// Sends where there is always room.
    pub(super) fn send_at_once(
        &self,
        message: T,
        location: &'static Location<'static>,
    ) -> Result<(), SendError<T>> {
        if self.permits.try_acquire(1, Kind::Send, location).is_err() {
            return Err(SendError(message));
        }
        self.state().reserved += 1;
        self.put(message);
        Ok(())
    }

    /// Polls whether the receiver was dropped or closed, with a ticket of who asks.
    pub(super) fn poll_closed(
        &self,
        ticket: u64,
        context: &Context<'_>,
        location: &'static Location<'static>,
    ) -> Poll<()> {
        self.permits.point().reach(Kind::Sent, location);
        if self.permits.is_closed() {
            return Poll::Ready(());
        }
        self.state().closed.join(ticket, context.waker());
        self.permits.point().note(Kind::Sent, location);
        Poll::Pending
    }

    pub(super) fn is_closed(&self, location: &'static Location<'static>) -> bool {
        self.permits.point().reach(Kind::Look, location);
        self.permits.is_closed()
    }

    pub(super) fn room(&self, location: &'static Location<'static>) -> usize {
        self.permits.point().reach(Kind::Look, location);
        self.permits.free()
    }

    // ---- receiving ----

    pub(super) fn poll_receive(
        &self,
        context: &Context<'_>,
        location: &'static Location<'static>,
    ) -> Poll<Option<T>> {
        self.permits.point().reach(Kind::Receive, location);
        match self.take(location) {
            Ok(message) => return Poll::Ready(Some(message)),
            Err(TryRecvError::Disconnected) => return Poll::Ready(None),
            Err(TryRecvError::Empty) => {}
        }
        self.state().receiver = Some(Waiter::new(context.waker()));
        self.permits.point().note(Kind::Receive, location);
        Poll::Pending
    }

    /// Takes up to so many messages into a list; 0 if there are none and none will come.
    pub(super) fn poll_receive_many(
        &self,
        context: &Context<'_>,
        (into, most): (&mut Vec<T>, usize),
        location: &'static Location<'static>,
    ) -> Poll<usize> {
        if most == 0 {
            return Poll::Ready(0);
        }
        let Poll::Ready(first) = self.poll_receive(context, location) else {
            return Poll::Pending;
        };
        let mut count = 0;
        let mut next = first;
        while let Some(message) = next {
            into.push(message);
            count += 1;
            next = (count < most).then(|| self.take(location).ok()).flatten();
        }
        Poll::Ready(count)
    }

    pub(super) fn try_receive(
        &self,
        location: &'static Location<'static>,
    ) -> Result<T, TryRecvError> {
        self.permits.point().reach(Kind::TryReceive, location);
        self.take(location)
    }

    fn take(&self, location: &'static Location<'static>) -> Result<T, TryRecvError> {
        let mut state = self.state();
        if let Some(message) = state.messages.pop_front() {
            drop(state);
            self.permits.release_quietly(1, location);
            return Ok(message);
        }
        // Who has reserved room before it was closed may still send.
        let is_over = state.senders == 0 || (self.permits.is_closed() && state.reserved == 0);
        Err(if is_over {
            TryRecvError::Disconnected
        } else {
            TryRecvError::Empty
        })
    }

    pub(super) fn len(&self, location: &'static Location<'static>) -> usize {
        self.permits.point().reach(Kind::Look, location);
        self.state().messages.len()
    }

    /// Refuses what is sent from now on.
    pub(super) fn close(&self, location: &'static Location<'static>) {
        self.permits.point().reach(Kind::Close, location);
        self.close_quietly();
    }

    fn close_quietly(&self) {
        self.permits.close();
        let waiters = self.state().closed.take();
        wake_all(waiters);
        self.wake_if_closed();
    }

    /// Tells the receiver if nobody can send any more.
    fn wake_if_closed(&self) {
        if self.permits.is_closed() {
            let receiver = self.state().receiver.take();
            wake_all(receiver);
        }
    }

    // ---- ends ----

    pub(super) fn add_sender(&self) {
        self.state().senders += 1;
    }

    /// Adds a sender if there is one left.
    pub(super) fn revive_sender(&self, location: &'static Location<'static>) -> bool {
        self.permits.point().reach(Kind::Look, location);
        let mut state = self.state();
        let is_alive = state.senders > 0;
        state.senders += usize::from(is_alive);
        is_alive
    }

    pub(super) fn senders(&self) -> usize {
        self.state().senders
    }

    pub(super) fn weak_senders(&self) -> usize {
        self.state().weak_senders
    }

    pub(super) fn add_weak_sender(&self) {
        self.state().weak_senders += 1;
    }

    pub(super) fn drop_weak_sender(&self) {
        self.state().weak_senders -= 1;
    }

    pub(super) fn drop_sender(&self) {
        self.permits.point().reach(Kind::Close, self.location);
        let receiver = {
            let mut state = self.state();
            state.senders -= 1;
            let is_last = state.senders == 0;
            is_last.then(|| state.receiver.take()).flatten()
        };
        wake_all(receiver);
    }

    pub(super) fn drop_receiver(&self) {
        self.permits.point().reach(Kind::Close, self.location);
        self.close_quietly();
        let unread = {
            let mut state = self.state();
            state.is_dropped = true;
            std::mem::take(&mut state.messages)
        };
        // They may have destructors that use the channel.
        drop(unread);
    }
}

/// Somebody who asks whether a channel was closed.
pub(super) struct Asking<'a, T> {
    channel: &'a Channel<T>,
    pub(super) ticket: u64,
}

impl<'a, T> Asking<'a, T> {
    pub(super) fn new(channel: &'a Channel<T>) -> Self {
        let mut state = channel.state();
        state.tickets += 1;
        let ticket = state.tickets;
        drop(state);
        Self { channel, ticket }
    }
}

impl<T> Drop for Asking<'_, T> {
    fn drop(&mut self) {
        self.channel.state().closed.leave(self.ticket);
    }
}
