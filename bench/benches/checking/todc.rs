use std::fmt::Debug;
use std::marker::PhantomData;

use lockstep::prelude::*;
use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history::{self, Action::Call, Action::Response};
use todc_utils::specifications::Specification;

use crate::peer::{Action, Peer, actions};

/// The checker of `todc-utils`: Wing and Gong's search with Lowe's cache.
///
/// It knows no operations of unknown end; those return last of all, with any answer.
pub(crate) struct Todc;

/// A model as a specification.
pub(crate) struct Specified<M>(PhantomData<M>);

impl<M: Model + Default> Specification for Specified<M>
where
    M::State: Debug,
{
    type State = M::State;
    type Operation = (M::Op, Option<M::Ret>);

    fn init() -> M::State {
        M::default().initial()
    }

    fn apply((op, ret): &Self::Operation, state: &M::State) -> (bool, M::State) {
        match M::default().step(state, op, ret.as_ref()) {
            Next::One(next) => (true, next),
            _ => (false, state.clone()),
        }
    }
}

impl<M: Model + Default> Peer<M> for Todc
where
    M::State: Debug,
{
    const NAME: &str = "todc-utils";

    type Subject = history::History<(M::Op, Option<M::Ret>)>;

    fn subject(history: &History<M::Op, M::Ret>) -> Self::Subject {
        let actions = actions::<M>(history).into_iter();
        let told = actions.map(|(process, action)| match action {
            Action::Call(op) => (process, Call((op, None))),
            Action::Return(op, ret) => (process, Response((op, Some(ret)))),
            Action::Lost(op) => (process, Response((op, None))),
        });
        history::History::from_actions(told.collect())
    }

    fn is_linearizable(subject: Self::Subject) -> bool {
        WGLChecker::<Specified<M>>::is_linearizable(subject)
    }
}
