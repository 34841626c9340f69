use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use lockstep_scheduler::gated::{Door, Side};
use lockstep_scheduler::time::{Duration, Instant};

use super::at::Timer;
use super::case::{Case, Purpose, Token, reach_choice};
use super::core::Channel;
use super::error::{RecvError, RecvTimeoutError, TryRecvError};
use super::iter::{IntoIter, Iter, TryIter};
use super::selection::{Choice, Selection};
use super::state::Missed;

/// The receiving end of a channel, of which there may be several.
pub struct Receiver<T>(Source<T>);

/// Where messages come from.
enum Source<T> {
    Channel(Arc<Channel<T>>),
    Time(Arc<Timer>, fn(Instant) -> T),
    Never(Arc<Timer>),
}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl Receiver<Instant> {
    pub(super) fn timed(timer: Timer) -> Self {
        Self(Source::Time(Arc::new(timer), |instant| instant))
    }
}

impl<T> Receiver<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Self {
        Self(Source::Channel(channel))
    }

    pub(super) fn never() -> Self {
        Self(Source::Never(Arc::new(Timer::once(None))))
    }

    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// If there is none, and there are no senders any more.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        let received = self.receive(None, Location::caller());
        received.map_err(|_| RecvError)
    }

    /// Takes the next message, if there is one; of one who waits with it, where the channel holds none.
    ///
    /// # Errors
    ///
    /// If there is none.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let location = Location::caller();
        let received = match &self.0 {
            Source::Channel(channel) => channel.try_receive(location),
            Source::Time(timer, message) => timer.try_receive(location).map(message),
            Source::Never(timer) => timer.try_receive(location).and(Err(Missed::NotYet)),
        };
        received.map_err(|missed| match missed {
            Missed::NotYet => TryRecvError::Empty,
            Missed::Never => TryRecvError::Disconnected,
        })
    }

    /// Waits for the next message, but no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// If the time is over, or there are no senders any more.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let deadline = Instant::now().checked_add(timeout);
        self.receive_until(deadline, Location::caller())
    }

    /// Waits for the next message, but not after `deadline`.
    ///
    /// # Errors
    ///
    /// If the time is over, or there are no senders any more.
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.receive_until(Some(deadline), Location::caller())
    }

    fn receive_until(
        &self,
        deadline: Option<Instant>,
        location: &'static Location<'static>,
    ) -> Result<T, RecvTimeoutError> {
        let received = self.receive(deadline, location);
        received.map_err(|missed| match missed {
            Missed::NotYet => RecvTimeoutError::Timeout,
            Missed::Never => RecvTimeoutError::Disconnected,
        })
    }

    fn receive(
        &self,
        deadline: Option<Instant>,
        location: &'static Location<'static>,
    ) -> Result<T, Missed> {
        match &self.0 {
            Source::Channel(channel) => {
                let left = |deadline: Instant| deadline.saturating_duration_since(Instant::now());
                channel.receive(deadline.map(left), location)
            }
            Source::Time(timer, message) => timer.receive(deadline, location).map(message),
            Source::Never(timer) => timer.receive(deadline, location).and(Err(Missed::NotYet)),
        }
    }

    /// Receives what was chosen.
    pub(super) fn complete(
        &self,
        token: Token,
        location: &'static Location<'static>,
    ) -> Result<T, Missed> {
        match (&self.0, token) {
            (Source::Channel(channel), token) => channel.complete_receiving(token, location),
            (Source::Time(_, message), Token::Time(instant)) => Ok(message(instant)),
            _ => Err(Missed::Never),
        }
    }

    /// Iterates over the messages, waiting for each, until there are no senders any more.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self)
    }

    /// Iterates over the messages that are there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self)
    }

    /// Returns how many messages there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        match &self.0 {
            Source::Channel(channel) => channel.len(Location::caller()),
            Source::Time(timer, _) | Source::Never(timer) => timer.len(Location::caller()),
        }
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
        match &self.0 {
            Source::Channel(channel) => channel.capacity(),
            Source::Time(..) => Some(1),
            Source::Never(_) => Some(0),
        }
    }

    /// Returns true if both are of one channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Channel(this), Source::Channel(other)) => Arc::ptr_eq(this, other),
            (Source::Time(this, _), Source::Time(other, _)) => Arc::ptr_eq(this, other),
            (Source::Never(_), Source::Never(_)) => true,
            _ => false,
        }
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Source::Channel(channel) => {
                channel.add_receiver();
                Source::Channel(Arc::clone(channel))
            }
            Source::Time(timer, message) => Source::Time(Arc::clone(timer), *message),
            Source::Never(timer) => Source::Never(Arc::clone(timer)),
        })
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Source::Channel(channel) = &self.0 {
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
        f.pad("Receiver { .. }")
    }
}

impl<T> Case for Receiver<T> {
    fn reach(
        &self,
        door: Option<&Door>,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) {
        match &self.0 {
            Source::Channel(channel) => reach_choice(&channel.gated, door, within, location),
            Source::Time(timer, _) | Source::Never(timer) => {
                reach_choice(&timer.gated, door, within, location);
            }
        }
    }

    fn begin(&self) -> Option<Token> {
        match &self.0 {
            Source::Channel(channel) => channel.begin_receiving(),
            Source::Time(timer, _) | Source::Never(timer) => timer.take_due().map(Token::Time),
        }
    }

    fn is_possible(&self) -> bool {
        match &self.0 {
            Source::Channel(channel) => channel.is_possible(Side::Front),
            Source::Time(timer, _) | Source::Never(timer) => timer.is_due(),
        }
    }

    fn wait(&self, choice: &Choice, purpose: Purpose) -> bool {
        match &self.0 {
            Source::Channel(channel) => channel.wait_to(Side::Front, choice, purpose),
            Source::Time(timer, _) | Source::Never(timer) => !timer.is_due(),
        }
    }

    fn leave(&self, selection: &Arc<Selection>) {
        if let Source::Channel(channel) = &self.0 {
            channel.leave_choice(selection);
        }
    }

    fn due(&self) -> Option<Instant> {
        match &self.0 {
            Source::Channel(_) => None,
            Source::Time(timer, _) | Source::Never(timer) => timer.next(),
        }
    }

    fn address(&self) -> *const () {
        std::ptr::from_ref(self).cast()
    }
}
