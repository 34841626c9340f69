use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use super::Crash;
use crate::name::Name;
use crate::world::with;
use crate::{Operation, TaskId};

/// A task without a stack, whose every step calls a function: what happens by itself, such as a message that
/// arrives or a timer that fires.
///
/// It rests until it is [called](Self::call), and is never in the way of the end: one that rests counts as
/// ended in reports. The function must not come to operations itself; it may
/// [`amend`](crate::gated::Gated::amend) what it changes.
///
/// # Examples
///
/// ```
/// use std::panic::Location;
///
/// use lockstep_scheduler::gated::{Gated, Gates, Side};
/// use lockstep_scheduler::sync::Arc;
/// use lockstep_scheduler::tasks::{Courier, Next};
/// use lockstep_scheduler::{Kind, ObjectKind, Runner};
///
/// struct Letters(u32);
///
/// impl Gates for Letters {
///     fn is_open(&self, _: Side) -> bool {
///         self.0 > 0
///     }
/// }
///
/// Runner::new().iterations(20).run(|| {
///     let here = Location::caller();
///     let letters = Arc::new(Gated::new(ObjectKind::Mailbox, Letters(0)));
///     let letter_box = Arc::clone(&letters);
///     let postman = Courier::new("postman", here, move || {
///         letter_box.amend(here, |letters| letters.0 += 1);
///         None
///     });
///     postman.call(Next::now(letters.operation(Kind::Deliver, here)));
///     letters.perform_at(Kind::Receive, Side::Front, here, |letters| letters.0 -= 1);
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Courier {
    epoch: u32,
    task: TaskId,
}

/// What a courier does next, and how long it takes to come to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// What it is about to do.
    pub operation: Operation,
    /// How much virtual time passes before; none if it could be done at once.
    pub after: Option<Duration>,
}

/// What a courier does in a step: it returns what it does next, or rests.
pub(crate) type Act = Rc<dyn Fn() -> Option<Next>>;

impl Next {
    /// Makes one that is done as soon as it is chosen.
    pub fn now(operation: Operation) -> Self {
        let after = None;
        Self { operation, after }
    }
}

impl Courier {
    /// Adds one that rests; each of its steps calls `act`, which returns what it does next, if it goes on.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    pub fn new(
        name: impl Into<String>,
        location: &'static Location<'static>,
        act: impl Fn() -> Option<Next> + 'static,
    ) -> Self {
        Self::named(Name::Given(name.into()), location, Rc::new(act))
    }

    /// As [`new`](Self::new), of one that goes from one task to another and is called so, such as `T1 -> T2`.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    pub fn between(
        from: TaskId,
        to: TaskId,
        location: &'static Location<'static>,
        act: impl Fn() -> Option<Next> + 'static,
    ) -> Self {
        Self::named(Name::Between(from, to), location, Rc::new(act))
    }

    fn named(name: Name, location: &'static Location<'static>, act: Act) -> Self {
        let courier = with(|world| Self {
            epoch: world.epoch,
            task: world.add_courier(name, act, location),
        });
        courier.expect("couriers are tasks of executions")
    }

    /// Sends it out, unless it is out already: then it finds by itself what else there is to do.
    ///
    /// Nothing happens after the end of its execution.
    pub fn call(&self, next: Next) {
        with(|world| {
            if world.epoch == self.epoch {
                world.call_courier(self.task, next);
            }
        });
    }

    /// Calls it back: it rests, and what it was about to do is not done.
    pub fn recall(&self) {
        with(|world| {
            if world.epoch == self.epoch {
                world.recall_courier(self.task);
            }
        });
    }

    /// Returns the task that it is.
    pub fn task(&self) -> TaskId {
        self.task
    }
}

/// Takes a step of the courier that was chosen.
pub(crate) fn run_courier(act: &Act) {
    let next = catch_unwind(AssertUnwindSafe(|| act())).unwrap_or_else(|payload| {
        Crash::of(payload).fail();
        None
    });
    with(|world| world.end_errand(next));
}
