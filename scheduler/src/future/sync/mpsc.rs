//! Channels for many senders and one receiver.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::future::{block_on, sync::mpsc};
//!
//! let (sender, mut receiver) = mpsc::channel(1);
//! block_on(async {
//!     sender.send(1).await.unwrap();
//!     assert!(sender.try_send(2).is_err());
//!     drop(sender);
//!     assert_eq!((receiver.recv().await, receiver.recv().await), (Some(1), None));
//! });
//! ```

mod bounded;
mod channel;
mod ends;
mod permit;
mod unbounded;

pub use bounded::{Receiver, Sender, WeakSender, channel};
pub use error::{SendError, TryRecvError, TrySendError};
pub use permit::{OwnedPermit, Permit, PermitIterator};
pub use unbounded::{UnboundedReceiver, UnboundedSender, WeakUnboundedSender, unbounded_channel};

/// What can go wrong with a channel, where tokio has it.
pub mod error {
    use std::fmt;

    use thiserror::Error;

    /// The receiver was dropped or closed: the message.
    #[derive(Clone, Copy, PartialEq, Eq, Error)]
    #[error("channel closed")]
    pub struct SendError<T>(pub T);

    impl<T> fmt::Debug for SendError<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("SendError").finish_non_exhaustive()
        }
    }

    /// Why a message was not sent at once, with the message.
    #[derive(Clone, Copy, PartialEq, Eq, Error)]
    pub enum TrySendError<T> {
        /// There is no room.
        #[error("no available capacity")]
        Full(T),
        /// The receiver was dropped or closed.
        #[error("channel closed")]
        Closed(T),
    }

    impl<T> TrySendError<T> {
        /// Returns the message.
        pub fn into_inner(self) -> T {
            match self {
                Self::Full(message) | Self::Closed(message) => message,
            }
        }
    }

    impl<T> fmt::Debug for TrySendError<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(match self {
                Self::Full(_) => "Full(..)",
                Self::Closed(_) => "Closed(..)",
            })
        }
    }

    /// Why a message was not sent in time, with the message.
    #[derive(Clone, Copy, PartialEq, Eq, Error)]
    pub enum SendTimeoutError<T> {
        /// There was no room for so long.
        #[error("timed out waiting on send operation")]
        Timeout(T),
        /// The receiver was dropped or closed.
        #[error("channel closed")]
        Closed(T),
    }

    impl<T> SendTimeoutError<T> {
        /// Returns the message.
        pub fn into_inner(self) -> T {
            match self {
                Self::Timeout(message) | Self::Closed(message) => message,
            }
        }
    }

    impl<T> fmt::Debug for SendTimeoutError<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(match self {
                Self::Timeout(_) => "Timeout(..)",
                Self::Closed(_) => "Closed(..)",
            })
        }
    }

    /// Why there is no message.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
    pub enum TryRecvError {
        /// There is none yet.
        #[error("receiving on an empty channel")]
        Empty,
        /// There is none, and all senders were dropped or the channel was closed.
        #[error("receiving on a closed channel")]
        Disconnected,
    }
}
