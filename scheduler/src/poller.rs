use std::any::Any;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Waker;

use crate::gate::{GateId, Side};
use crate::panic::Said;
use crate::{Kind, Operation};

/// What an async task does.
pub(crate) type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Who polls a future: an async task, or a task that blocks on one.
pub(crate) struct Poller {
    /// The object whose front gate is open once the future was woken.
    pub(crate) object: u32,
    pub(crate) waker: Waker,
    /// Where the task was spawned, or begins to block.
    pub(crate) location: &'static Location<'static>,
    /// What the future waits for, as far as it has said so in the poll that goes on.
    pub(crate) awaits: Awaits,
    /// What the task came to after the last poll.
    pub(crate) rested: Option<Operation>,
    pub(crate) timers: Vec<Timer>,
    /// The one that the task polls with inside of whose poll it blocks, if it does.
    pub(crate) outer: u32,
    /// What an async task has besides.
    pub(crate) spawned: Option<Spawned>,
}

/// What only an async task has.
pub(crate) struct Spawned {
    /// Taken out while it is polled.
    pub(crate) work: Option<Work>,
    /// Who is told if it does not come to its end.
    pub(crate) outcome: Arc<dyn Outcome>,
    pub(crate) is_aborted: bool,
}

/// What others are told of an async task.
pub(crate) trait Outcome {
    /// Says that the task was ended before it had returned.
    fn cancel(&self);

    /// Says that the task has panicked.
    fn panic(&self, payload: Box<dyn Any + Send>, said: Said);
}

/// What a future waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Awaits {
    /// Nothing that is known.
    Nothing,
    /// A time, and nothing else.
    Time(Operation),
    One(Operation),
    Several,
}

/// What a poller is woken for when its time comes.
pub(crate) struct Timer {
    pub(crate) number: u64,
    pub(crate) deadline: u64,
    /// Whom to wake; nobody if that is the poller itself.
    pub(crate) waker: Option<Waker>,
}

impl Poller {
    pub(crate) fn gate(&self) -> GateId {
        GateId {
            object: self.object,
            side: Side::Front,
        }
    }

    pub(crate) fn note(&mut self, operation: Operation) {
        self.awaits = match (self.awaits, operation.kind) {
            (Awaits::Nothing, Kind::Sleep) => Awaits::Time(operation),
            (awaits, Kind::Sleep) => awaits,
            (Awaits::Nothing | Awaits::Time(_), _) => Awaits::One(operation),
            // Two futures that wait for one thing, of which the first may not be polled any more.
            (Awaits::One(other), _) if other.is_as(&operation) => Awaits::One(operation),
            (Awaits::One(_) | Awaits::Several, _) => Awaits::Several,
        };
    }

    /// Returns when the first of its timers fires.
    pub(crate) fn deadline(&self) -> Option<u64> {
        self.timers.iter().map(|timer| timer.deadline).min()
    }
}
