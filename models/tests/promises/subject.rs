use std::fmt::Debug;

use lockstep_models::{Datum, Model};
use proptest::strategy::BoxedStrategy;

/// A model, and what its promises speak of.
pub(crate) trait Subject: Model<State: Debug> {
    /// Returns operations on few values, so that they meet.
    fn op() -> BoxedStrategy<Self::Op>;

    /// Returns answers to `op`: all that are possible in `state`, and some that are not.
    fn answers(&self, state: &Self::State, op: &Self::Op) -> Vec<Self::Ret>;

    /// Returns what the part that `op` touches holds, where the model is a register of some kind.
    fn cell(&self, state: &Self::State, op: &Self::Op) -> Box<dyn Datum> {
        panic!("{op:?} says that {} is a register", self.show_state(state));
    }

    /// Returns all that is in, in its order if it has one, where things are put and taken.
    fn contents(&self, state: &Self::State) -> Vec<Box<dyn Datum>> {
        panic!(
            "something says that {} has contents",
            self.show_state(state)
        );
    }
}
