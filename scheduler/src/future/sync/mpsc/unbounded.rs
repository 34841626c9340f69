use std::fmt;
use std::future::poll_fn;
use std::panic::Location;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::channel::{Asking, Channel};
use super::ends::{receives, sends};
use super::error::{SendError, TryRecvError};
use crate::future::block_on;

/// An end that sends, and never waits.
pub struct UnboundedSender<T> {
    channel: Arc<Channel<T>>,
}

/// What can become an [`UnboundedSender`] as long as there is another one.
pub struct WeakUnboundedSender<T> {
    channel: Arc<Channel<T>>,
}

/// The end that receives.
pub struct UnboundedReceiver<T> {
    channel: Arc<Channel<T>>,
}

/// Makes a channel that holds any number of messages.
#[track_caller]
pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {
    let channel = Arc::new(Channel::unbounded(Location::caller()));
    let sender = UnboundedSender {
        channel: Arc::clone(&channel),
    };
    (sender, UnboundedReceiver { channel })
}

impl<T> UnboundedSender<T> {
    /// Sends a message.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped or closed: the message.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.channel.send_at_once(message, Location::caller())
    }
}

receives!(UnboundedReceiver);
sends!(UnboundedSender, WeakUnboundedSender);
