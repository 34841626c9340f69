//! Workloads to take as they are: an object, what is asked of it, who judges it, and systems that offer it.
//!
//! Each comes with a system in memory that is correct, and with some that have one famous fault each. All are
//! made of what the scheduler mirrors: they run on threads and in controlled executions alike, where every
//! fault is found.

use lockstep_generator::Boxed;
use lockstep_history::Codec;
use lockstep_models::Model;
use lockstep_seed::Seed;

use crate::{Asking, Calls, ClientError, Play, SynthError, System, Values, Workload};

mod bank;
mod cas_register;
mod counter;
mod drain;
mod grow_set;
mod log;
mod multi_register;
mod once_each;
mod owned_mutex;
mod queue;
mod register;
mod stack;
mod unique_ids;

/// A workload that can be taken as it is, named for its object.
///
/// # Examples
///
/// ```
/// use lockstep_generator::Generator;
/// use lockstep_models::FifoQueue;
/// use lockstep_seed::Seed;
/// use lockstep_workloads::{Ready, Workers};
///
/// let queue = FifoQueue::<i64>::ready();
/// let system = FifoQueue::<i64>::offer("memory").expect("every workload has one").make();
/// let workload = queue.workload(system, 3, Seed::from(5))?;
/// let run = Workers::new(3, Seed::from(5)).run(&workload.with_main(|main| main.take(100)))?;
/// assert!(run.history.operations().len() > 100, "what is left is taken out at the end");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Ready:
    Play + Codec<Op = <Self as Model>::Op, Ret = <Self as Model>::Ret> + Clone + Send + Sync + 'static
{
    /// Its name: `queue`.
    const NAME: &'static str;
    /// The name of its object in the [catalog](lockstep_models::catalog).
    const MODEL: &'static str;
    /// What it does, in one line.
    const ABOUT: &'static str;
    /// Who judges its histories.
    const JUDGES: &'static [&'static str];
    /// Which values it writes.
    const VALUES: Values = Values::Pool(5);

    /// Returns the object, as its systems begin.
    fn ready() -> Self;

    /// Returns what clients do at the end, if anything.
    fn last(&self) -> Option<Boxed<<Self as Model>::Op>> {
        None
    }

    /// Returns the systems in memory that offer the object, the correct one first.
    fn offers() -> Vec<Offer<<Self as Model>::Op, <Self as Model>::Ret>>;

    /// Returns the system in memory of this name.
    fn offer(name: &str) -> Option<Offer<<Self as Model>::Op, <Self as Model>::Ret>> {
        Self::offers().into_iter().find(|offer| offer.name == name)
    }

    /// Has so many workers ask a system what they ask of this object, for ever.
    ///
    /// [`Workload::with_main`] sets an end.
    ///
    /// # Errors
    ///
    /// [`SynthError`] if there are no workers.
    fn workload<S>(
        self,
        system: S,
        workers: u32,
        seed: Seed,
    ) -> Result<Workload<<Self as Model>::Op, <Self as Model>::Ret>, SynthError>
    where
        S: System<Op = <Self as Model>::Op, Ret = <Self as Model>::Ret> + 'static,
    {
        let last = self.last();
        let asked = Asking::new(workers, seed).values(Self::VALUES).of(self)?;
        let workload = Workload::new(Self::NAME, system, asked).judged_by(Self::JUDGES.to_vec());
        Ok(match last {
            Some(last) => workload.last(last),
            None => workload,
        })
    }
}

/// A system in memory.
pub struct Offer<Op, Ret> {
    /// Its name: `memory` if it is correct, else that of its fault.
    pub name: &'static str,
    /// What it does, and how that is wrong.
    pub about: &'static str,
    make: fn() -> BoxedSystem<Op, Ret>,
}

/// A system whose type is known only when the program runs.
pub type BoxedSystem<Op, Ret> = Box<dyn System<Op = Op, Ret = Ret>>;

impl<Op: 'static, Ret: 'static> Offer<Op, Ret> {
    /// The name of a correct system.
    const CORRECT: &'static str = "memory";

    fn correct(about: &'static str, make: fn() -> BoxedSystem<Op, Ret>) -> Self {
        Self::broken(Self::CORRECT, about, make)
    }

    fn broken(name: &'static str, about: &'static str, make: fn() -> BoxedSystem<Op, Ret>) -> Self {
        Self { name, about, make }
    }

    /// Returns true if it has a fault.
    pub fn is_broken(&self) -> bool {
        self.name != Self::CORRECT
    }

    /// Makes the system, as it begins: in a controlled execution, anew in each.
    pub fn make(&self) -> BoxedSystem<Op, Ret> {
        (self.make)()
    }
}

impl<Op, Ret> std::fmt::Debug for Offer<Op, Ret> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Offer")
            .field("name", &self.name)
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

/// Makes a system of what an operation does.
fn calls<Op: 'static, Ret: 'static>(
    call: impl Fn(&Op) -> Result<Ret, ClientError> + Send + Sync + 'static,
) -> BoxedSystem<Op, Ret> {
    Box::new(Calls::new(call))
}

/// Makes a system of what an operation of a worker does.
fn calls_of_workers<Op: 'static, Ret: 'static>(
    call: impl Fn(u32, &Op) -> Result<Ret, ClientError> + Send + Sync + 'static,
) -> BoxedSystem<Op, Ret> {
    Box::new(Calls::of_workers(call))
}

/// Returns the lock's content: nobody panics while holding one.
fn lock<T>(
    mutex: &lockstep_scheduler::sync::Mutex<T>,
) -> lockstep_scheduler::sync::MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics while holding it")
}
