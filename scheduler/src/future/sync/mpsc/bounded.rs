use std::fmt;
use std::future::poll_fn;
use std::panic::Location;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::channel::{Asking, Channel};
use super::ends::{receives, sends};
use super::error::{SendError, SendTimeoutError, TryRecvError, TrySendError};
use super::{OwnedPermit, Permit, PermitIterator};
use crate::future::block_on;
use crate::future::sync::permits::{Closed, Refused};
use crate::future::time::timeout;
use crate::time::Duration;

/// An end that sends, and waits for room.
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}

/// What can become a [`Sender`] as long as there is another one.
pub struct WeakSender<T> {
    channel: Arc<Channel<T>>,
}

/// The end that receives.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
}

/// Makes a channel that holds no more than so many messages.
///
/// # Panics
///
/// If that is 0, or more than `Semaphore::MAX_PERMITS`.
#[track_caller]
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "mpsc bounded channel requires buffer > 0");
    let channel = Arc::new(Channel::new(capacity, Location::caller()));
    let sender = Sender {
        channel: Arc::clone(&channel),
    };
    (sender, Receiver { channel })
}

impl<T> Sender<T> {
    /// Waits for room, and sends a message.
    ///
    /// Who waits is served first come, first served. A future that is dropped has not sent.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped or closed: the message.
    #[track_caller]
    pub fn send(&self, message: T) -> impl Future<Output = Result<(), SendError<T>>> {
        self.channel.send(message, Location::caller())
    }

    /// Sends a message if there is room.
    ///
    /// # Errors
    ///
    /// If there is none, or the receiver was dropped or closed: the message.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.channel.try_send(message, Location::caller())
    }

    /// Waits for room, but no longer than so long, and sends a message.
    ///
    /// # Errors
    ///
    /// If there was no room for so long, or the receiver was dropped or closed: the message.
    ///
    /// # Panics
    ///
    /// Outside of an execution, once it has to wait: there is no virtual time.
    #[track_caller]
    pub fn send_timeout(
        &self,
        message: T,
        duration: Duration,
    ) -> impl Future<Output = Result<(), SendTimeoutError<T>>> {
        let location = Location::caller();
        let room = timeout(duration, self.channel.reserve(1, location));
        async move {
            match room.await {
                Ok(Ok(())) => {
                    self.channel.put(message);
                    Ok(())
                }
                Ok(Err(Closed)) => Err(SendTimeoutError::Closed(message)),
                Err(_) => Err(SendTimeoutError::Timeout(message)),
            }
        }
    }

    /// Waits for room on this thread, and sends a message.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped or closed: the message.
    #[track_caller]
    pub fn blocking_send(&self, message: T) -> Result<(), SendError<T>> {
        block_on(self.send(message))
    }

    /// Waits for room, and keeps it for a message.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped or closed.
    #[track_caller]
    pub fn reserve(&self) -> impl Future<Output = Result<Permit<'_, T>, SendError<()>>> {
        let location = Location::caller();
        async move {
            let reserved = self.channel.reserve(1, location).await;
            reserved.map_err(|_| SendError(()))?;
            Ok(Permit::new(&self.channel, location))
        }
    }

    /// Keeps room for a message if there is any.
    ///
    /// # Errors
    ///
    /// If there is none, or the receiver was dropped or closed.
    #[track_caller]
    pub fn try_reserve(&self) -> Result<Permit<'_, T>, TrySendError<()>> {
        let location = Location::caller();
        match self.channel.try_reserve(1, location) {
            Ok(()) => Ok(Permit::new(&self.channel, location)),
            Err(Refused::Closed) => Err(TrySendError::Closed(())),
            Err(Refused::TooFew) => Err(TrySendError::Full(())),
        }
    }

    /// Waits for room for so many messages, and keeps it.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped or closed, or the channel never holds so many.
    #[track_caller]
    pub fn reserve_many(
        &self,
        count: usize,
    ) -> impl Future<Output = Result<PermitIterator<'_, T>, SendError<()>>> {
        let location = Location::caller();
        async move {
            if count > self.channel.capacity {
                return Err(SendError(()));
            }
            let reserved = self.channel.reserve(count, location).await;
            reserved.map_err(|_| SendError(()))?;
            Ok(PermitIterator::new(&self.channel, count, location))
        }
    }

    /// Keeps room for so many messages if there is any.
    ///
    /// # Errors
    ///
    /// If there is too little, or the receiver was dropped or closed.
    #[track_caller]
    pub fn try_reserve_many(
        &self,
        count: usize,
    ) -> Result<PermitIterator<'_, T>, TrySendError<()>> {
        let location = Location::caller();
        match self.channel.try_reserve(count, location) {
            Ok(()) => Ok(PermitIterator::new(&self.channel, count, location)),
            Err(Refused::Closed) => Err(TrySendError::Closed(())),
            Err(Refused::TooFew) => Err(TrySendError::Full(())),
        }
    }

    /// Waits for room, and keeps it and the sender for a message.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped or closed.
    #[track_caller]
    pub fn reserve_owned(self) -> impl Future<Output = Result<OwnedPermit<T>, SendError<()>>> {
        let location = Location::caller();
        async move {
            let reserved = self.channel.reserve(1, location).await;
            reserved.map_err(|_| SendError(()))?;
            Ok(OwnedPermit::new(self, location))
        }
    }

    /// Returns for how many messages there is room.
    #[track_caller]
    pub fn capacity(&self) -> usize {
        self.channel.room(Location::caller())
    }

    /// Returns how many messages the channel holds at most.
    pub fn max_capacity(&self) -> usize {
        self.channel.capacity
    }

    pub(super) fn channel(&self) -> &Channel<T> {
        &self.channel
    }
}

impl<T> Receiver<T> {
    /// Returns for how many messages there is room.
    #[track_caller]
    pub fn capacity(&self) -> usize {
        self.channel.room(Location::caller())
    }

    /// Returns how many messages the channel holds at most.
    pub fn max_capacity(&self) -> usize {
        self.channel.capacity
    }
}

receives!(Receiver);
sends!(Sender, WeakSender);
