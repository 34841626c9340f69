use std::fmt;
use std::iter::FusedIterator;
use std::panic::Location;

use super::Sender;
use super::channel::Channel;

/// Room for one message, which is given back when this is dropped.
#[must_use = "the room is given back at once if nobody has it"]
pub struct Permit<'a, T> {
    channel: &'a Channel<T>,
    location: &'static Location<'static>,
}

/// Room for several messages, a [`Permit`] for each; what is not taken out is given back.
#[must_use = "the room is given back at once if nobody has it"]
pub struct PermitIterator<'a, T> {
    channel: &'a Channel<T>,
    left: usize,
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

impl<'a, T> PermitIterator<'a, T> {
    pub(super) fn new(
        channel: &'a Channel<T>,
        count: usize,
        location: &'static Location<'static>,
    ) -> Self {
        Self {
            channel,
            left: count,
            location,
        }
    }
}

impl<'a, T> Iterator for PermitIterator<'a, T> {
    type Item = Permit<'a, T>;

    fn next(&mut self) -> Option<Permit<'a, T>> {
        self.left = self.left.checked_sub(1)?;
        Some(Permit::new(self.channel, self.location))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T> ExactSizeIterator for PermitIterator<'_, T> {}

impl<T> FusedIterator for PermitIterator<'_, T> {}

impl<T> Drop for PermitIterator<'_, T> {
    fn drop(&mut self) {
        if self.left > 0 {
            self.channel.give_back(self.left, self.location);
        }
    }
}

impl<T> fmt::Debug for PermitIterator<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PermitIterator")
            .field("left", &self.left)
            .finish_non_exhaustive()
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
