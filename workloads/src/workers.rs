use std::sync::Arc;

use lockstep_generator::Generator;
use lockstep_history::{Failure, History, Recorder};
use lockstep_scheduler::thread;
use lockstep_seed::Seed;

use crate::memory::Scheduled;

/// Workers that act side by side, each on operations of its own, and what they do as one history.
///
/// In a controlled execution each is a task, and every event of the history is a scheduling point;
/// elsewhere each is a thread. It is the same code either way.
///
/// # Examples
///
/// A register that is only a mutex around a number, and three workers that use it:
///
/// ```
/// use lockstep_generator::{Generator, random};
/// use lockstep_models::{RegisterOp::{self, Read, Write}, RegisterRet::{Done, Got}};
/// use lockstep_scheduler::sync::Mutex;
/// use lockstep_seed::Seed;
/// use lockstep_workloads::Workers;
///
/// let register = Mutex::new(0);
/// let history = Workers::new(3, Seed::from(1)).record(
///     |seed| random([Read, Write(1), Write(2)]).unwrap().seed(seed).take(50),
///     move |op| match op {
///         Write(value) => {
///             *register.lock().unwrap() = value;
///             Done
///         }
///         _ => Got(*register.lock().unwrap()),
///     },
/// );
/// assert_eq!(history.operations().len(), 150);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Workers {
    pub(crate) count: u32,
    pub(crate) seed: Seed,
}

impl Workers {
    /// Makes so many workers; the seed is where their operations come from.
    pub fn new(count: u32, seed: Seed) -> Self {
        Self { count, seed }
    }

    /// Lets each worker take the operations of a generator of its own to the end, and returns what
    /// they did.
    ///
    /// `generator` makes the generator of a worker from a seed that is derived for it, and `act` does
    /// an operation and answers.
    ///
    /// # Panics
    ///
    /// If `act` panics: once all workers have ended, with the panic of the first of them.
    pub fn record<G, Ret>(
        &self,
        generator: impl Fn(Seed) -> G,
        act: impl Fn(G::Op) -> Ret + Send + Sync + 'static,
    ) -> History<G::Op, Ret>
    where
        G: Generator + Clone + Send + 'static,
        G::Op: Clone + Send + 'static,
        Ret: Clone + Send + 'static,
    {
        self.try_record(generator, move |op| Ok::<_, Failure>(act(op)))
    }

    /// As [`record`](Workers::record), for operations that may fail, or end in a way nobody knows.
    ///
    /// What an error means is told by `From<&E> for Failure`. After one that is
    /// [`Failure::Info`] the worker goes on as a new process.
    ///
    /// # Panics
    ///
    /// As [`record`](Workers::record) does.
    pub fn try_record<G, Ret, E>(
        &self,
        generator: impl Fn(Seed) -> G,
        act: impl Fn(G::Op) -> Result<Ret, E> + Send + Sync + 'static,
    ) -> History<G::Op, Ret>
    where
        G: Generator + Clone + Send + 'static,
        G::Op: Clone + Send + 'static,
        Ret: Clone + Send + 'static,
        for<'error> Failure: From<&'error E>,
    {
        let recorder = Recorder::with_order(Scheduled::default());
        let act = Arc::new(act);
        let workers: Vec<_> = (0..self.count)
            .map(|number| {
                let operations = generator(self.seed.derive(u64::from(number)));
                let (mut process, act) = (recorder.process(), Arc::clone(&act));
                thread::spawn(move || {
                    for op in operations.iter() {
                        // What went wrong is in the history.
                        let _ = process.try_op(op, &*act);
                    }
                })
            })
            .collect();
        let ended: Vec<_> = workers.into_iter().map(thread::JoinHandle::join).collect();
        if let Some(panic) = ended.into_iter().find_map(Result::err) {
            std::panic::resume_unwind(panic);
        }
        recorder.finish()
    }
}
