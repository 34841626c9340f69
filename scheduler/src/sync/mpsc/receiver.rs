use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc as outside;
use std::sync::mpsc::{RecvError, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use super::channel::Channel;
use super::{ELSEWHERE, IntoIter, Iter, TryIter};
use crate::world::is_controlled;

/// [`std::sync::mpsc::Receiver`], whose every use is a scheduling point in a controlled execution.
pub struct Receiver<T> {
    end: End<T>,
    /// One thread at a time receives.
    unshared: PhantomData<Cell<()>>,
}

enum End<T> {
    Outside(outside::Receiver<T>),
    Inside(Arc<Channel<T>>),
}

impl<T> Receiver<T> {
    pub(super) fn outside(end: outside::Receiver<T>) -> Self {
        Self {
            end: End::Outside(end),
            unshared: PhantomData,
        }
    }

    pub(super) fn inside(channel: Arc<Channel<T>>) -> Self {
        Self {
            end: End::Inside(channel),
            unshared: PhantomData,
        }
    }

    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// If there is none and all senders were dropped.
    ///
    /// # Panics
    ///
    /// If the channel was not made in this execution.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        match self.end() {
            Ok(end) => end.recv(),
            Err(channel) => channel.receive(Location::caller()),
        }
    }

    /// Takes the next message if there is one.
    ///
    /// # Errors
    ///
    /// If there is none; which says whether all senders were dropped.
    ///
    /// # Panics
    ///
    /// If the channel was not made in this execution.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match self.end() {
            Ok(end) => end.try_recv(),
            Err(channel) => channel.try_receive(Location::caller()),
        }
    }

    /// Waits for the next message, but no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// If there is none when the time is over, or none and all senders were dropped.
    ///
    /// # Panics
    ///
    /// If the channel was not made in this execution.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_scheduler::sync::mpsc::{RecvTimeoutError, channel};
    /// use lockstep_scheduler::time::Duration;
    ///
    /// let (sender, receiver) = channel::<u32>();
    /// let received = receiver.recv_timeout(Duration::from_millis(1));
    /// assert_eq!(received, Err(RecvTimeoutError::Timeout));
    /// # drop(sender);
    /// ```
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        match self.end() {
            Ok(end) => end.recv_timeout(timeout),
            Err(channel) => channel.receive_within(timeout, Location::caller()),
        }
    }

    /// Iterates over the messages, waiting for each, until all senders were dropped.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self)
    }

    /// Iterates over the messages that are there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self)
    }

    fn end(&self) -> Result<&outside::Receiver<T>, &Channel<T>> {
        match &self.end {
            End::Inside(channel) => Err(channel),
            End::Outside(end) => {
                assert!(!is_controlled(), "{ELSEWHERE}");
                Ok(end)
            }
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let End::Inside(channel) = &self.end {
            channel.drop_receiver();
        }
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter::new(self)
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
