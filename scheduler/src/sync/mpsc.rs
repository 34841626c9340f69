//! [`std::sync::mpsc`], whose every use is a scheduling point in a controlled execution.
//!
//! A channel belongs to the execution that made it, or to none: its ends are used there alone.

mod channel;
mod iter;
mod receiver;
mod sender;

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

pub use iter::{IntoIter, Iter, TryIter};
pub use receiver::Receiver;
pub use sender::{Sender, SyncSender};

use std::panic::Location;
use std::sync::Arc;

use channel::{Capacity, Channel};

/// Makes a channel that holds any number of messages.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::mpsc::channel;
/// use lockstep_scheduler::thread;
///
/// let (sender, receiver) = channel();
/// let other = thread::spawn(move || (0..3).for_each(|number| sender.send(number).unwrap()));
/// assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2]);
/// other.join().unwrap();
/// ```
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let Some(channel) = Channel::new(Capacity::Any, Location::caller()) else {
        let (sender, receiver) = std::sync::mpsc::channel();
        return (Sender::outside(sender), Receiver::outside(receiver));
    };
    let channel = Arc::new(channel);
    (Sender::inside(channel.clone()), Receiver::inside(channel))
}

/// Makes a channel that holds no more than `bound` messages. If that is 0, each is handed over from
/// who sends to who receives.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::sync::mpsc::{TrySendError, sync_channel};
///
/// let (sender, receiver) = sync_channel(1);
/// sender.send(1).unwrap();
/// assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
/// drop(sender);
/// assert_eq!((receiver.recv().ok(), receiver.recv().ok()), (Some(1), None));
/// ```
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let Some(channel) = Channel::new(Capacity::UpTo(bound), Location::caller()) else {
        let (sender, receiver) = std::sync::mpsc::sync_channel(bound);
        return (SyncSender::outside(sender), Receiver::outside(receiver));
    };
    let channel = Arc::new(channel);
    (
        SyncSender::inside(channel.clone()),
        Receiver::inside(channel),
    )
}

const ELSEWHERE: &str = "this channel was not made in this execution, and would carry messages from \
                         one into another; make it in the body of the test, or use std's for what \
                         executions share";
