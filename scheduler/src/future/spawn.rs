use std::panic::Location;
use std::sync::Arc;

use super::JoinHandle;
use super::outcome::Outcome;
use crate::poller::{self, Work};
use crate::world::{reach, with};
use crate::{Kind, ObjectId, Operation};

/// Runs a future as a task beside what runs already.
///
/// The task goes on if the handle is dropped. If it panics, who awaits the handle is told; if nobody can,
/// the execution has failed.
///
/// # Panics
///
/// Outside of an execution.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::{Runner, future};
///
/// let runner = Runner::new().iterations(10);
/// let searched = runner.search(|| {
///     let sum = future::spawn(async { (1..=10).sum::<u32>() });
///     assert_eq!(future::block_on(sum).unwrap(), 55);
/// });
/// assert!(searched.is_ok());
/// ```
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    spawn_at(future, Location::caller())
}

/// As [`spawn`], for a future that stays on the thread: all tasks of an execution do.
///
/// # Panics
///
/// Outside of an execution.
#[track_caller]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    spawn_at(future, Location::caller())
}

fn spawn_at<F>(future: F, location: &'static Location<'static>) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let operation = Operation {
        object: ObjectId::NONE,
        kind: Kind::Spawn,
        location,
    };
    reach(operation, None);
    let outcome = with(|world| Outcome::new(world.epoch)).expect(OUTSIDE);
    let told = Arc::clone(&outcome);
    let work: Work = Box::pin(async move {
        let value = future.await;
        told.put(value);
    });
    let teller: Arc<dyn poller::Outcome> = outcome.clone();
    let spawned = with(|world| {
        let task = world.spawn_polled(None, work, teller, location);
        (world.epoch, task, world.task(task).object)
    });
    let (epoch, task, object) = spawned.expect(OUTSIDE);
    outcome.set_task(task);
    JoinHandle::new(epoch, task, object, location, outcome)
}

const OUTSIDE: &str = "no execution is running on this thread, so nobody would poll the task; call it \
                       in the body of a test with #[lockstep::test], or spawn on a runtime of its own";
