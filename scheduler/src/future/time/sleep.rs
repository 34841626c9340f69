use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::OUTSIDE;
use crate::time::Instant;
use crate::world::with;
use crate::{Kind, ObjectId, Operation};

/// Waits until a time; [`sleep`] makes it.
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Sleep {
    deadline: Instant,
    location: &'static Location<'static>,
    timer: Option<Timer>,
}

/// A timer of an execution: who is woken by it, and its number.
#[derive(Debug)]
struct Timer {
    epoch: u32,
    id: (u32, u64),
}

/// Waits for so long.
#[track_caller]
pub fn sleep(duration: Duration) -> Sleep {
    let now = Instant::now();
    // What would end after the end of time ends then.
    let deadline = now.checked_add(duration);
    sleep_until(deadline.unwrap_or_else(|| now + Instant::FAR))
}

/// Waits until a time.
#[track_caller]
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep {
        deadline,
        location: Location::caller(),
        timer: None,
    }
}

impl Sleep {
    /// Returns until when it waits.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Returns true if that time is over.
    pub fn is_elapsed(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Lets it wait until another time.
    pub fn reset(self: Pin<&mut Self>, deadline: Instant) {
        self.get_mut().reset_to(deadline);
    }

    pub(super) fn reset_to(&mut self, deadline: Instant) {
        self.clear();
        self.deadline = deadline;
    }

    fn clear(&mut self) {
        if let Some(timer) = self.timer.take() {
            with(|world| {
                if world.epoch == timer.epoch {
                    world.clear_timer(timer.id);
                }
            });
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.clear();
        let deadline = self.deadline.since_start().expect(OUTSIDE);
        let operation = Operation {
            object: ObjectId::NONE,
            kind: Kind::Sleep,
            location: self.location,
        };
        let polled = with(|world| {
            if world.now() >= deadline {
                return Poll::Ready(());
            }
            let epoch = world.epoch;
            // Nobody is woken who polls by hand.
            let id = world.set_timer(deadline, context.waker());
            self.timer = id.map(|id| Timer { epoch, id });
            world.note_wait(operation);
            Poll::Pending
        });
        polled.expect(OUTSIDE)
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clear();
    }
}
