use lockstep_generator::{Generator, Iter, Weighted, weighted};
use lockstep_seed::Seed;
use thiserror::Error;

use crate::injection::inject;
use crate::simulation::{Simulation, Size};
use crate::{Keys, Play, Share, Supply, Synthesized, Values, Violation};

/// Makes histories of correct objects that clients use at the same time.
///
/// It plays a [`Model`](lockstep_models::Model): every operation takes effect at one random instant
/// between its invocation and its completion, and all processes are busy all the time. So what it
/// makes is linearizable, unless one wrong answer was asked for.
///
/// ```text
/// 0  ├─ write 4 ─•───────────┤├─ read •→ 1 ────
/// 1       ├─ read ────•→ 4 ┤├── write 1 •──┤
///                    the instants: •
/// ```
///
/// # Examples
///
/// ```
/// use lockstep_models::CasRegister;
/// use lockstep_seed::Seed;
/// use lockstep_workloads::{Share, Synth, Values, Violation};
///
/// let synthesized = Synth::new(Seed::from(42))
///     .operations(10_000)
///     .processes(16)
///     .values(Values::Pool(5))
///     .crash_rate(Share::new(0.01)?)
///     .violation(Violation::Subtle { at: Share::new(0.95)? })
///     .run(&CasRegister::new(0_i64))?;
/// let injected = synthesized.injected().expect("there are reads");
/// assert!(injected.event >= 18_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Determinism
///
/// The seed and the settings fix every event.
#[derive(Clone, Debug)]
#[must_use = "nothing is made before `run`"]
pub struct Synth {
    seed: Seed,
    operations: u32,
    processes: u32,
    keys: u32,
    values: Values,
    mix: Option<Vec<(String, u32)>>,
    crash_rate: Share,
    violation: Option<Violation>,
}

/// Why there is no such history.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SynthError {
    /// There has to be at least one of these.
    #[error("the number of {what} is 0; expected at least 1")]
    None {
        /// Of what: `processes`, `workers`, `keys`, `values`.
        what: &'static str,
    },
    /// The history would be too long.
    #[error("{operations} operations are too many; the limit is {limit}")]
    TooLong {
        /// How many were asked for.
        operations: u32,
        /// The most there can be.
        limit: u32,
    },
    /// The mix names an operation that the model does not have.
    #[error("the mix names {name}; expected {}", known.join(", "))]
    UnknownName {
        /// The name.
        name: String,
        /// The names of the model's operations.
        known: Vec<&'static str>,
    },
    /// The mix leaves nothing to do.
    #[error("every weight of the mix is 0; expected one of at least 1")]
    EmptyMix,
    /// No answer could be changed as it was asked for.
    #[error("no answer can be made wrong: {}", reason(*violation))]
    NothingToChange {
        /// What was asked for.
        violation: Violation,
    },
}

fn reason(violation: Violation) -> &'static str {
    match violation {
        Violation::Easy { .. } => "none shows a value",
        Violation::Subtle { .. } => "no operation got two different ones",
    }
}

/// Each operation takes two events, and events have numbers of 32 bits.
const OPERATIONS_MAX: u32 = u32::MAX / 2;

/// What the streams that a seed gives are for.
const STEPS: u64 = 0;
const NAMES: u64 = 1;
const INJECTION: u64 = 2;
const SUPPLIES: u64 = 3;

impl Synth {
    /// Begins with 1,000 operations, 5 processes, one key, 5 values, no crash and no violation.
    pub fn new(seed: Seed) -> Self {
        Self {
            seed,
            operations: 1_000,
            processes: 5,
            keys: 1,
            values: Values::Pool(5),
            mix: None,
            crash_rate: Share::NONE,
            violation: None,
        }
    }

    /// Sets how many operations are invoked, on all keys together.
    pub fn operations(self, operations: u32) -> Self {
        Self { operations, ..self }
    }

    /// Sets how many processes are busy at the same time.
    pub fn processes(self, processes: u32) -> Self {
        Self { processes, ..self }
    }

    /// Sets how many keys there are: independent objects, or keys of one object that has such.
    ///
    /// See [`Play::KEYS`].
    pub fn keys(self, keys: u32) -> Self {
        Self { keys, ..self }
    }

    /// Sets which values are written.
    pub fn values(self, values: Values) -> Self {
        Self { values, ..self }
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

    /// Sets how often an operation ends with `info`.
    ///
    /// A third of those took effect, a third never does, and a third does at some later time or, near
    /// the end, never. The process is retired, and another goes on in its place.
    pub fn crash_rate(self, crash_rate: Share) -> Self {
        Self { crash_rate, ..self }
    }

    /// Asks for one wrong answer.
    pub fn violation(self, violation: Violation) -> Self {
        Self {
            violation: Some(violation),
            ..self
        }
    }

    /// Makes the history.
    ///
    /// # Errors
    ///
    /// [`SynthError`] if a number is 0 that cannot be, the history would be too long, the mix does not
    /// fit the model, or no answer can be made wrong as it was asked for.
    ///
    /// # Complexity
    ///
    /// Linear in the operations, times what a step of the model costs.
    pub fn run<M: Play>(&self, model: &M) -> Result<Synthesized<M::Op, M::Ret>, SynthError> {
        self.validate()?;
        let names = self.names(model)?;
        let size = Size {
            operations: self.operations,
            processes: self.processes,
            crash_rate: self.crash_rate,
        };
        let steps = self.seed.derive(STEPS);
        let simulation = Simulation::new(model, names, self.supplies::<M>(), &size, steps);
        let mut happened = simulation.run();
        let mut injected = None;
        if let Some(violation) = self.violation {
            let mut chance = self.seed.derive(INJECTION).stream();
            let found = inject(violation, model, &mut happened, &mut chance);
            injected = Some(found.ok_or(SynthError::NothingToChange { violation })?);
        }
        Ok(Synthesized::new(happened, self.objects::<M>(), injected))
    }

    fn validate(&self) -> Result<(), SynthError> {
        expect_some("processes", self.processes, self.keys, self.values)?;
        if self.operations > OPERATIONS_MAX {
            return Err(SynthError::TooLong {
                operations: self.operations,
                limit: OPERATIONS_MAX,
            });
        }
        Ok(())
    }
}

impl Synth {
    /// Returns the endless stream of the names of what is asked for.
    fn names<M: Play>(&self, model: &M) -> Result<Iter<Weighted<&'static str>>, SynthError> {
        let names = names(model, self.mix.as_deref())?;
        Ok(names.seed(self.seed.derive(NAMES)).iter())
    }

    /// Returns the supply of each object.
    fn supplies<M: Play>(&self) -> Vec<Supply> {
        let keys = M::KEYS.of_object(self.keys);
        let numbers = 0..u64::from(self.objects::<M>());
        let seeds = numbers.map(|object| self.seed.derive(SUPPLIES + object));
        seeds
            .map(|seed| Supply::new(self.values, keys, seed))
            .collect()
    }

    fn objects<M: Play>(&self) -> u32 {
        match M::KEYS {
            Keys::None => self.keys,
            Keys::Own => 1,
        }
    }
}

/// Refuses to go on with nobody who acts, no keys or no values.
pub(crate) fn expect_some(
    who: &'static str,
    count: u32,
    keys: u32,
    values: Values,
) -> Result<(), SynthError> {
    let none = |what| Err(SynthError::None { what });
    match (count, keys, values) {
        (0, _, _) => none(who),
        (_, 0, _) => none("keys"),
        (_, _, Values::Pool(0)) => none("values"),
        _ => Ok(()),
    }
}

/// Returns the names of what is asked for, as often as the mix says or else the model's own.
pub(crate) fn names<M: Play>(
    model: &M,
    mix: Option<&[(String, u32)]>,
) -> Result<Weighted<&'static str>, SynthError> {
    let weights = match mix {
        None => model.mix().to_vec(),
        Some(mix) => mix
            .iter()
            .map(|named| known(model, named))
            .collect::<Result<_, _>>()?,
    };
    let some = weights.into_iter().filter(|&(_, weight)| weight > 0);
    weighted(some).map_err(|_| SynthError::EmptyMix)
}

/// Returns the model's own name of an operation that a mix names.
fn known<M: Play>(
    model: &M,
    (name, weight): &(String, u32),
) -> Result<(&'static str, u32), SynthError> {
    let mut known = model.mix().iter().map(|&(known, _)| known);
    match known.find(|known| known == name) {
        Some(name) => Ok((name, *weight)),
        None => Err(SynthError::UnknownName {
            name: name.clone(),
            known: model.mix().iter().map(|&(known, _)| known).collect(),
        }),
    }
}
