//! `crossbeam::channel`: channels with any number of senders and receivers.
//!
//! Each operation is one scheduling point. Where a channel holds no messages, whoever comes first waits
//! for the other one, in a second.

mod at;
mod case;
mod core;
mod error;
mod iter;
mod meeting;
mod receiver;
mod select;
mod select_macro;
mod selection;
mod sender;
mod state;

use std::panic::Location;
use std::sync::Arc;

use lockstep_scheduler::time::{Duration, Instant};

pub use crate::{select, select_biased};
pub use error::{
    ReadyTimeoutError, RecvError, RecvTimeoutError, SelectTimeoutError, SendError,
    SendTimeoutError, TryReadyError, TryRecvError, TrySelectError, TrySendError,
};
pub use iter::{IntoIter, Iter, TryIter};
pub use receiver::Receiver;
pub use select::{Select, SelectedOperation};
pub use sender::Sender;

use at::Timer;
use core::Channel;

/// Makes a channel that holds any number of messages.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::channel::unbounded;
///
/// let (sender, receiver) = unbounded();
/// sender.send(1).unwrap();
/// assert_eq!(receiver.recv(), Ok(1));
/// ```
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    ends(Channel::new(None, Location::caller()))
}

/// Makes a channel that holds so many messages: with 0, a message goes from one who sends it to one who
/// receives it while both are there.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::channel::{TrySendError, bounded};
///
/// let (sender, receiver) = bounded(1);
/// sender.send(1).unwrap();
/// assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
/// assert_eq!(receiver.recv(), Ok(1));
/// ```
#[track_caller]
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    ends(Channel::new(Some(capacity), Location::caller()))
}

fn ends<T>(channel: Channel<T>) -> (Sender<T>, Receiver<T>) {
    let channel = Arc::new(channel);
    let sender = Sender::new(Arc::clone(&channel));
    (sender, Receiver::new(channel))
}

/// Returns the receiving end of a channel that gets one message after a time: when that was.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::channel::after;
/// use lockstep_scheduler::time::{Duration, Instant};
///
/// let start = Instant::now();
/// let at = after(Duration::from_millis(2)).recv().unwrap();
/// assert!(at - start >= Duration::from_millis(2));
/// ```
#[track_caller]
pub fn after(duration: Duration) -> Receiver<Instant> {
    Receiver::timed(Timer::once(Instant::now().checked_add(duration)))
}

/// Returns the receiving end of a channel that gets one message at a time: that time.
#[track_caller]
pub fn at(when: Instant) -> Receiver<Instant> {
    Receiver::timed(Timer::once(Some(when)))
}

/// Returns the receiving end of a channel that gets a message each time so much time has passed: when
/// that was. It holds one, and is late with the next as long as nobody takes it.
#[track_caller]
pub fn tick(period: Duration) -> Receiver<Instant> {
    Receiver::timed(Timer::every(period))
}

/// Returns the receiving end of a channel that never gets a message.
#[track_caller]
pub fn never<T>() -> Receiver<T> {
    Receiver::never()
}
