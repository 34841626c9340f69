use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lockstep_scheduler::gated::{Gated, Gates, Side};
use lockstep_scheduler::{Kind, ObjectKind};
use thiserror::Error;

use crate::life::{Tell, Waits};
use crate::monitor::{unwatch, watch_silently};
use crate::process::{Process, ProcessId};
use crate::system::{System, system};
use crate::wire::{Manner, Signal, signal};
use crate::{ExitReason, Pid};

/// How long a call waits for its reply, if it does not say: 5 seconds of virtual time.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// The right to answer a call, which the caller has put into its message.
///
/// It may be kept, and used later or by another process. A reply that comes when nobody waits any more is
/// lost.
pub struct ReplyTo<R> {
    slot: Arc<Gated<Slot<R>>>,
    caller: ProcessId,
}

/// Why a call has no reply.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallError {
    /// There was none in time.
    #[error("no reply within {0:?}")]
    Timeout(Duration),
    /// The process has ended that was called, or cannot be reached.
    #[error("who was called has ended: {0}")]
    Ended(ExitReason),
}

/// What a call waits for.
enum Slot<R> {
    Empty,
    Reply(R),
    Ended(ExitReason),
    /// Nobody waits any more.
    Closed,
}

/// Where a caller waits.
pub(crate) struct Waiting<R>(Arc<Gated<Slot<R>>>);

impl<R> Gates for Slot<R> {
    fn is_open(&self, _: Side) -> bool {
        !matches!(self, Self::Empty)
    }
}

impl<R> Waits for Gated<Slot<R>> {
    fn end(&self, reason: ExitReason, location: &'static Location<'static>) {
        drop(self.amend(location, |slot| slot.put(Slot::Ended(reason))));
    }
}

impl<R> Slot<R> {
    /// Puts something in, if nothing is in it yet; returns what has no place.
    fn put(&mut self, found: Self) -> Option<Self> {
        if matches!(self, Self::Empty) {
            *self = found;
            return None;
        }
        Some(found)
    }
}

/// Makes a place for the reply to a call.
pub(crate) fn reply_slot<R>(caller: ProcessId) -> (Waiting<R>, ReplyTo<R>) {
    let slot = Arc::new(Gated::new(ObjectKind::Mailbox, Slot::Empty));
    let waiting = Waiting(Arc::clone(&slot));
    (waiting, ReplyTo { slot, caller })
}

impl<R: Send + 'static> ReplyTo<R> {
    /// Answers the call.
    ///
    /// # Panics
    ///
    /// Outside of its execution.
    #[track_caller]
    #[inline(never)]
    pub fn send(self, reply: R) {
        let location = Location::caller();
        let Self { slot, caller } = self;
        let system = system();
        let (from, to) = (system.current(), system.process(caller));
        let arrival = slot.operation(Kind::Send, location);
        let manner = (Signal::Reply(arrival), Manner::Step);
        signal(&system, &from, &to, manner, location, move || {
            drop(slot.amend(location, |slot| slot.put(Slot::Reply(reply))));
        });
    }

    /// Returns who waits for the reply.
    pub fn caller(&self) -> ProcessId {
        self.caller
    }

    /// Answers at once, whatever node the caller is on.
    pub(crate) fn put(self, reply: R) {
        let kind = Kind::Send;
        let location = Location::caller();
        drop(
            self.slot
                .perform(kind, location, |slot| slot.put(Slot::Reply(reply))),
        );
    }
}

impl<R: Send + 'static> Waiting<R> {
    /// Waits for the reply of a process, and for no longer than that, if it says how long.
    pub(crate) fn wait_for(
        self,
        all: &System,
        process: ProcessId,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Result<R, CallError> {
        let own = all.current();
        let monitor = self.watch_from(all, &own, process, location);
        let found = self.poll(within, location);
        unwatch(all, &own, monitor);
        match found {
            Some(Ok(reply)) => Ok(reply),
            Some(Err(reason)) => Err(CallError::Ended(reason)),
            None => {
                self.0.amend(location, |slot| **slot = Slot::Closed);
                Err(CallError::Timeout(within.unwrap_or_default()))
            }
        }
    }

    /// Waits for no reply any more once a process has ended; returns the monitor that sees to it.
    pub(crate) fn watch(&self, process: ProcessId, location: &'static Location<'static>) -> u64 {
        let all = system();
        self.watch_from(&all, &all.current(), process, location)
    }

    fn watch_from(
        &self,
        all: &System,
        own: &Process,
        process: ProcessId,
        location: &'static Location<'static>,
    ) -> u64 {
        let arrival = self.0.operation(Kind::Send, location);
        let told = Arc::clone(&self.0) as Arc<dyn Waits>;
        watch_silently(all, own, process, arrival, Tell::Caller(told, location))
    }

    /// Returns true if what there was to wait for has come.
    pub(crate) fn is_closed(&self) -> bool {
        let location = Location::caller();
        self.0
            .amend(location, |slot| matches!(**slot, Slot::Closed))
    }

    /// Waits for the reply, or for the end of who is watched, but no longer than that.
    pub(crate) fn poll(
        &self,
        within: Option<Duration>,
        location: &'static Location<'static>,
    ) -> Option<Result<R, ExitReason>> {
        let (kind, side) = (Kind::Receive, Side::Front);
        let found = self
            .0
            .perform_within(kind, side, within, location, |slot| match &**slot {
                Slot::Empty => Slot::Empty,
                _ => std::mem::replace(&mut **slot, Slot::Closed),
            });
        match found {
            Slot::Reply(reply) => Some(Ok(reply)),
            Slot::Ended(reason) => Some(Err(reason)),
            Slot::Empty | Slot::Closed => None,
        }
    }
}

impl<M: Send + 'static> Pid<M> {
    /// Sends a message with the right to answer it, and waits for the reply, up to [`CALL_TIMEOUT`].
    ///
    /// # Panics
    ///
    /// If there is no reply in time, or the process ends before; and as [`send`](Self::send) does.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::{self as otp, Inbox, ReplyTo};
    /// use lockstep_scheduler::Runner;
    ///
    /// struct Double(u32, ReplyTo<u32>);
    ///
    /// Runner::new().iterations(10).run(|| {
    ///     let server = otp::spawn(|mut inbox: Inbox<Double>| loop {
    ///         let Double(number, reply) = inbox.recv();
    ///         reply.send(2 * number);
    ///     });
    ///     assert_eq!(server.call(|reply| Double(21, reply)), 42);
    /// });
    /// ```
    #[track_caller]
    pub fn call<R: Send + 'static>(&self, make: impl FnOnce(ReplyTo<R>) -> M) -> R {
        self.try_call(CALL_TIMEOUT, make)
            .unwrap_or_else(|error| panic!("the call of {self} has failed: {error}"))
    }

    /// As [`call`](Self::call), with another time to wait.
    ///
    /// # Errors
    ///
    /// If there is no reply in time, or the process ends before.
    ///
    /// # Panics
    ///
    /// As [`send`](Self::send) does.
    #[track_caller]
    pub fn try_call<R: Send + 'static>(
        &self,
        timeout: Duration,
        make: impl FnOnce(ReplyTo<R>) -> M,
    ) -> Result<R, CallError> {
        let location = Location::caller();
        let all = system();
        let own = all.current();
        let (waiting, reply) = reply_slot(own.id);
        self.send_from(&all, &own, make(reply), location);
        waiting.wait_for(&all, self.id(), Some(timeout), location)
    }
}

impl<R> fmt::Debug for ReplyTo<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ReplyTo").field(&self.caller).finish()
    }
}
