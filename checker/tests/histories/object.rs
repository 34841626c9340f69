use std::fmt::Debug;

use lockstep_models::Model;

/// A model with the operations and answers to try.
pub(crate) trait Object: Model<State: Debug> + Clone + Sync {
    /// Whether crashed operations can lead it to ever more states.
    const STATES: States;

    /// Returns what `process` asks for; what is asked for more often stands there more than once.
    fn ops(&self, process: u64) -> Vec<Self::Op>;

    /// Returns answers to `op`: all that are possible in `state`, and some that are not.
    fn answers(&self, state: &Self::State, op: &Self::Op) -> Vec<Self::Ret>;
}

/// How many states an object can come to, if every operation may take effect again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum States {
    Finite,
    Infinite,
}
