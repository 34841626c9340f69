use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use lockstep_scheduler::gated::{Door, Side};
use lockstep_scheduler::time::{Duration, Instant};

use super::case::{Case, Purpose, Token, reach_choice};
use super::core::Channel;
use super::error::{SendError, SendTimeoutError, TrySendError};
use super::selection::{Choice, Selection};
use super::state::Missed;

/// The sending end of a channel, of which there may be several.
pub struct Sender<T> {
    pub(super) channel: Arc<Channel<T>>,
}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

impl<T> Sender<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Self {
        Self { channel }
    }

    /// Waits until there is room for a message, and puts it into the channel; waits for one who receives
    /// it where the channel holds none.
    ///
    /// # Errors
    ///
    /// If there are no receivers any more: the message.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let sent = self.channel.send(message, None, Location::caller());
        sent.map_err(|(message, _)| SendError(message))
    }

    /// Puts a message into the channel if there is room; gives it to one who waits for it where the
    /// channel holds none.
    ///
    /// # Errors
    ///
    /// If there is no room or nobody who waits, or there are no receivers any more: the message.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let sent = self.channel.try_send(message, Location::caller());
        sent.map_err(|(message, missed)| match missed {
            Missed::NotYet => TrySendError::Full(message),
            Missed::Never => TrySendError::Disconnected(message),
        })
    }

    /// As [`send`](Self::send), but waits no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// If the time is over, or there are no receivers any more: the message.
    #[track_caller]
    pub fn send_timeout(&self, message: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.send_within(message, timeout, Location::caller())
    }

    /// As [`send`](Self::send), but does not wait after `deadline`.
    ///
    /// # Errors
    ///
    /// If the time is over, or there are no receivers any more: the message.
    #[track_caller]
    pub fn send_deadline(&self, message: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        let left = deadline.saturating_duration_since(Instant::now());
        self.send_within(message, left, Location::caller())
    }

    fn send_within(
        &self,
        message: T,
        within: Duration,
        location: &'static Location<'static>,
    ) -> Result<(), SendTimeoutError<T>> {
        let sent = self.channel.send(message, Some(within), location);
        sent.map_err(|(message, missed)| match missed {
            Missed::NotYet => SendTimeoutError::Timeout(message),
            Missed::Never => SendTimeoutError::Disconnected(message),
        })
    }

    /// Returns how many messages there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.channel.len(Location::caller())
    }

    /// Returns true if there is no message.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns true if there is no room for a message.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        let len = self.len();
        self.capacity().is_some_and(|capacity| len >= capacity)
    }

    /// Returns how many messages it holds at most, if there is a bound.
    pub fn capacity(&self) -> Option<usize> {
        self.channel.capacity()
    }

    /// Returns true if both are of one channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.channel.add_sender();
        Self::new(Arc::clone(&self.channel))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.channel.drop_sender();
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Sender { .. }")
    }
}

impl<T> Case for Sender<T> {
    fn reach(
        &self,
        door: Option<&Door>,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) {
        reach_choice(&self.channel.gated, door, within, location);
    }

    fn begin(&self) -> Option<Token> {
        self.channel.begin_sending()
    }

    fn is_possible(&self) -> bool {
        self.channel.is_possible(Side::Back)
    }

    fn wait(&self, choice: &Choice, purpose: Purpose) -> bool {
        self.channel.wait_to(Side::Back, choice, purpose)
    }

    fn leave(&self, selection: &Arc<Selection>) {
        self.channel.leave_choice(selection);
    }

    fn address(&self) -> *const () {
        std::ptr::from_ref(self).cast()
    }
}
