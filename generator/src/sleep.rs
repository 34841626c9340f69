use std::marker::PhantomData;
use std::time::Duration;

use crate::nanoseconds::nanoseconds;
use crate::{Ask, Context, Generator};

/// Gives no op, and is done so long after it is first asked: a rest before what comes next.
///
/// Unlike Jepsen's, which is an op that keeps one thread busy, it concerns whoever would otherwise be given what
/// comes next. A sleep of 0 ns is done at once.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_generator::{Generator, Simulation, concat, list, sleep};
///
/// let second = Duration::from_secs(1);
/// let g = concat([list(["split"]).boxed(), sleep(second).boxed(), list(["heal"]).boxed()]);
/// let simulated = Simulation::of(1).run(&g)?;
/// let times: Vec<u64> = simulated.invoked().map(|entry| entry.time_ns).collect();
/// assert_eq!(times, [0, 1_000_000_000]);
/// # Ok::<(), lockstep_generator::Stuck>(())
/// ```
pub fn sleep<Op>(duration: Duration) -> Sleep<Op> {
    Sleep {
        duration_ns: nanoseconds(duration),
        end_ns: None,
        op: PhantomData,
    }
}

/// A rest: what [`sleep`] builds.
#[derive(Debug, PartialEq, Eq)]
pub struct Sleep<Op> {
    duration_ns: u64,
    // Known from when it is first asked.
    end_ns: Option<u64>,
    op: PhantomData<fn() -> Op>,
}

impl<Op> Clone for Sleep<Op> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<Op> Generator for Sleep<Op> {
    type Op = Op;

    fn ask(&mut self, context: &Context) -> Ask<Op> {
        let now_ns = context.time_ns();
        let end_ns = *self
            .end_ns
            .get_or_insert(now_ns.saturating_add(self.duration_ns));
        if now_ns < end_ns {
            Ask::Wait(end_ns)
        } else {
            Ask::Done
        }
    }
}
