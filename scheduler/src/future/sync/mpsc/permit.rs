use std::fmt;
use std::panic::Location;

use super::Sender;
use super::channel::Channel;

/// Room for one message, which is given back when this is dropped.
#[must_use = "the room is given back at once if nobody has it"]
pub struct Permit<'a, T> {
    channel: &'a Channel<T>,
    location: &'static Location<'static>,
}

/// As [`Permit`], with the sender that it is of.
#[must_use = "the room is given back at once if nobody has it"]
pub struct OwnedPermit<T> {
    // invariant: there until it is dropped
    sender: Option<Sender<T>>,
    location: &'static Location<'static>,
}

impl<'a, T> Permit<'a, T> {
    pub(super) fn new(channel: &'a Channel<T>, location: &'static Location<'static>) -> Self {
        Self { channel, location }
    }

    /// Sends a message into the room.
    pub fn send(self, message: T) {
        self.channel.put(message);
        // The room is not given back.
        std::mem::forget(self);
    }
}

impl<T> Drop for Permit<'_, T> {
    fn drop(&mut self) {
        self.channel.give_back(1, self.location);
    }
}

impl<T> OwnedPermit<T> {
    pub(super) fn new(sender: Sender<T>, location: &'static Location<'static>) -> Self {
        let sender = Some(sender);
        Self { sender, location }
    }

    /// Sends a message into the room, and returns the sender.
    pub fn send(mut self, message: T) -> Sender<T> {
        let sender = self.take();
        sender.channel().put(message);
        sender
    }

    /// Gives the room back, and returns the sender.
    pub fn release(mut self) -> Sender<T> {
        let sender = self.take();
        sender.channel().give_back(1, self.location);
        sender
    }

    fn take(&mut self) -> Sender<T> {
        self.sender.take().expect("it is there until it is dropped")
    }
}

impl<T> Drop for OwnedPermit<T> {
    fn drop(&mut self) {
        if let Some(sender) = self.sender.take() {
            sender.channel().give_back(1, self.location);
        }
    }
}

impl<T> fmt::Debug for Permit<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for OwnedPermit<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedPermit").finish_non_exhaustive()
    }
}
