use lockstep_models::Model;
use lockstep_seed::Stream;

use crate::Supply;

mod bank;
mod cas_register;
mod counter;
mod fifo_queue;
mod grow_set;
mod kv;
mod log;
mod multi_register;
mod mutex;
mod owned_mutex;
mod priority_queue;
mod queue;
mod register;
mod set;
mod stack;
mod unique_ids;
mod unordered_queue;

/// A model that can be played: what clients ask of the object, and what a correct one answers.
///
/// The models of the catalog implement it; implement it for your own to synthesize histories of it.
///
/// # Examples
///
/// ```
/// use lockstep_models::{Model, Next};
/// use lockstep_seed::{Seed, Stream};
/// use lockstep_workloads::{Play, Supply, Synth};
///
/// /// Gives out 0, 1, 2, …
/// struct Tickets;
///
/// impl Model for Tickets {
///     type State = i64;
///     type Op = ();
///     type Ret = i64;
///
///     fn initial(&self) -> i64 {
///         0
///     }
///
///     fn step(&self, next: &i64, _: &(), ticket: Option<&i64>) -> Next<i64> {
///         Next::when(ticket.is_none_or(|ticket| ticket == next), || next + 1)
///     }
///
///     fn show_state(&self, next: &i64) -> String {
///         format!("the next ticket is {next}")
///     }
/// }
///
/// impl Play for Tickets {
///     fn mix(&self) -> &'static [(&'static str, u32)] {
///         &[("take", 1)]
///     }
///
///     fn ask(&self, _: &str, _: u64, _: &mut Supply) {}
///
///     fn answer(&self, next: &i64, _: &(), _: &mut Stream) -> Option<i64> {
///         Some(*next)
///     }
///
///     fn unheard(&self, _: &(), value: i64) -> Option<((), i64)> {
///         Some(((), value))
///     }
/// }
///
/// let synthesized = Synth::new(Seed::from(42)).operations(1000).processes(8).run(&Tickets)?;
/// assert_eq!(synthesized.into_history().operations().len(), 1000);
/// # Ok::<(), lockstep_workloads::SynthError>(())
/// ```
pub trait Play: Model {
    /// Whether operations name a key of their own, as those of a map do.
    const KEYS: Keys = Keys::None;

    /// Returns the names of operations, and how often each is asked for unless a mix says otherwise.
    fn mix(&self) -> &'static [(&'static str, u32)];

    /// Returns what a client with this process number asks for when its turn is an `f`.
    ///
    /// `f` is a name out of [`Play::mix`].
    fn ask(&self, f: &str, process: u64, supply: &mut Supply) -> Self::Op;

    /// Returns what a correct object answers in this state; `None` if it refuses with `fail`.
    ///
    /// [`Model::step`] has to admit the answer. `chance` is for objects that choose.
    fn answer(&self, state: &Self::State, op: &Self::Op, chance: &mut Stream) -> Option<Self::Ret>;

    /// Returns how `op` would be told if it had seen `value`, which nobody ever wrote.
    ///
    /// That may change what it asked for, as where a set is asked for an element. `None` if the
    /// answers of `op` show no values.
    fn unheard(&self, op: &Self::Op, value: i64) -> Option<(Self::Op, Self::Ret)>;
}

/// Whether an object has keys of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// It has none: many keys are many objects, and values are written as `[key, value]`.
    None,
    /// It has: many keys are one object.
    Own,
}

impl Keys {
    /// Returns how many keys one object has where there are so many.
    pub(crate) fn of_object(self, keys: u32) -> u32 {
        match self {
            Keys::None => 1,
            Keys::Own => keys,
        }
    }
}
