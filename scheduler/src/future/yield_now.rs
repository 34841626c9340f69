use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::world::with;
use crate::{Kind, ObjectId, Operation};

/// What [`yield_now`] returns.
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct YieldNow {
    location: &'static Location<'static>,
    has_yielded: bool,
}

/// Lets others go first: it is ready when it is polled again.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::future;
///
/// future::block_on(future::yield_now());
/// ```
#[track_caller]
pub fn yield_now() -> YieldNow {
    YieldNow {
        location: Location::caller(),
        has_yielded: false,
    }
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.has_yielded {
            return Poll::Ready(());
        }
        self.has_yielded = true;
        let operation = Operation {
            object: ObjectId::NONE,
            kind: Kind::Yield,
            location: self.location,
        };
        with(|world| world.note_wait(operation));
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
