use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc as outside;
use std::sync::mpsc::{SendError, TrySendError};

use super::ELSEWHERE;
use super::channel::Channel;
use crate::world::is_controlled;

/// [`std::sync::mpsc::Sender`], whose every use is a scheduling point in a controlled execution.
pub struct Sender<T>(End<T, outside::Sender<T>>);

/// [`std::sync::mpsc::SyncSender`], whose every use is a scheduling point in a controlled execution.
pub struct SyncSender<T>(End<T, outside::SyncSender<T>>);

enum End<T, O> {
    Outside(O),
    Inside(Arc<Channel<T>>),
}

impl<T, O> End<T, O> {
    /// Returns std's end of a channel that was made outside of executions, where it has to be used.
    fn outside(&self) -> Result<&O, &Channel<T>> {
        match self {
            End::Inside(channel) => Err(channel),
            End::Outside(end) => {
                assert!(!is_controlled(), "{ELSEWHERE}");
                Ok(end)
            }
        }
    }
}

impl<T, O: Clone> Clone for End<T, O> {
    fn clone(&self) -> Self {
        match self {
            End::Outside(end) => End::Outside(end.clone()),
            End::Inside(channel) => {
                channel.add_sender();
                End::Inside(Arc::clone(channel))
            }
        }
    }
}

impl<T, O> Drop for End<T, O> {
    fn drop(&mut self) {
        if let End::Inside(channel) = self {
            channel.drop_sender();
        }
    }
}

impl<T> Sender<T> {
    pub(super) fn outside(end: outside::Sender<T>) -> Self {
        Self(End::Outside(end))
    }

    pub(super) fn inside(channel: Arc<Channel<T>>) -> Self {
        Self(End::Inside(channel))
    }

    /// Puts a message into the channel, at once.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped: the message.
    ///
    /// # Panics
    ///
    /// If the channel was not made in this execution.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        match self.0.outside() {
            Ok(end) => end.send(value),
            Err(channel) => channel.send(value, Location::caller()),
        }
    }
}

impl<T> SyncSender<T> {
    pub(super) fn outside(end: outside::SyncSender<T>) -> Self {
        Self(End::Outside(end))
    }

    pub(super) fn inside(channel: Arc<Channel<T>>) -> Self {
        Self(End::Inside(channel))
    }

    /// Waits until there is room for a message, and puts it into the channel; waits until it is
    /// received where the channel holds none.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped: the message.
    ///
    /// # Panics
    ///
    /// If the channel was not made in this execution.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        match self.0.outside() {
            Ok(end) => end.send(value),
            Err(channel) => channel.send(value, Location::caller()),
        }
    }

    /// Puts a message into the channel if there is room at once; gives it to one who waits for it where
    /// the channel holds none.
    ///
    /// # Errors
    ///
    /// If there is no room, or the receiver was dropped: the message.
    ///
    /// # Panics
    ///
    /// If the channel was not made in this execution.
    #[track_caller]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        match self.0.outside() {
            Ok(end) => end.try_send(value),
            Err(channel) => channel.try_send(value, Location::caller()),
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Clone for SyncSender<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SyncSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSender").finish_non_exhaustive()
    }
}
