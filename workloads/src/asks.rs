use std::fmt;
use std::sync::Arc;

use lockstep_generator::{Ask, Context, Generator, Thread, Weighted, each_thread};
use lockstep_seed::Seed;

use crate::synth::{expect_some, names};
use crate::{Play, Supply, SynthError, Values};

/// What clients ask of an object: settings, and the generator that they give.
///
/// Each worker has a stream of its own, from a seed that is derived for it: it asks the same in the same
/// order, however fast the others are. Unique values are unique among all workers.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, Simulation};
/// use lockstep_models::{CounterOp, Counter};
/// use lockstep_seed::Seed;
/// use lockstep_workloads::Asking;
///
/// let asks = Asking::new(2, Seed::from(3)).of(Counter::default())?;
/// let simulated = Simulation::of(2).run(&asks.take(100))?;
/// assert!(simulated.invoked().any(|entry| entry.op == CounterOp::Read));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `of`"]
pub struct Asking {
    workers: u32,
    seed: Seed,
    values: Values,
    keys: u32,
    mix: Option<Vec<(String, u32)>>,
}

/// What the streams that a worker's seed gives are for.
const NAMES: u64 = 0;
const SUPPLY: u64 = 1;

impl Asking {
    /// Begins with 5 values, 3 keys where the object has keys of its own, and the mix of the object.
    pub fn new(workers: u32, seed: Seed) -> Self {
        Self {
            workers,
            seed,
            values: Values::Pool(5),
            keys: 3,
            mix: None,
        }
    }

    /// Sets which values are written.
    pub fn values(self, values: Values) -> Self {
        Self { values, ..self }
    }

    /// Sets how many keys an object has that has keys of its own.
    pub fn keys(self, keys: u32) -> Self {
        Self { keys, ..self }
    }

    /// Sets how often each operation is asked for; those that are not named are not.
    pub fn mix<S: Into<String>>(self, weights: impl IntoIterator<Item = (S, u32)>) -> Self {
        let weights = weights
            .into_iter()
            .map(|(name, weight)| (name.into(), weight));
        Self {
            mix: Some(weights.collect()),
            ..self
        }
    }

    /// Returns the endless generator of what is asked of an object.
    ///
    /// It is for clients, of whom there are no more than workers were said; more make it panic.
    ///
    /// # Errors
    ///
    /// [`SynthError`] if there are no workers, keys or values, or the mix does not fit the object.
    pub fn of<M>(
        &self,
        model: M,
    ) -> Result<impl Generator<Op = M::Op> + Clone + Send + Sync + use<M>, SynthError>
    where
        M: Play + Send + Sync,
    {
        let names = names(&model, self.mix.as_deref())?;
        expect_some("workers", self.workers, self.keys, self.values)?;
        let keys = M::KEYS.of_object(self.keys);
        let (model, seed, values, workers) =
            (Arc::new(model), self.seed, self.values, self.workers);
        Ok(each_thread(move |thread| {
            let worker = match thread {
                Thread::Client(number) => number,
                Thread::Nemesis => unreachable!("the nemesis asks for nothing"),
            };
            let seed = seed.derive(u64::from(worker));
            let supply = Supply::new(values, keys, seed.derive(SUPPLY));
            Asks {
                model: Arc::clone(&model),
                names: names.clone().seed(seed.derive(NAMES)),
                supply: supply.of_worker(worker, workers),
            }
        }))
    }
}

/// What one worker asks of an object: what [`Asking::of`] gives each.
pub struct Asks<M> {
    model: Arc<M>,
    names: Weighted<&'static str>,
    supply: Supply,
}

impl<M: Play> Generator for Asks<M> {
    type Op = M::Op;

    fn ask(&mut self, context: &Context) -> Ask<M::Op> {
        let process = context
            .next_free()
            .and_then(|thread| context.process(thread));
        let process = process.unwrap_or_default();
        self.names
            .ask(context)
            .map(|name| self.model.ask(name, process, &mut self.supply))
    }

    fn seeds(&self) -> Vec<Seed> {
        self.names.seeds()
    }
}

impl<M> Clone for Asks<M> {
    fn clone(&self) -> Self {
        Self {
            model: Arc::clone(&self.model),
            names: self.names.clone(),
            supply: self.supply.clone(),
        }
    }
}

impl<M> fmt::Debug for Asks<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asks")
            .field("names", &self.names)
            .field("supply", &self.supply)
            .finish_non_exhaustive()
    }
}
