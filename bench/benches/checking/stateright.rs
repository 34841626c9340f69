use ::stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};
use lockstep::prelude::*;

use crate::peer::{Action, Peer, actions};

/// The `LinearizabilityTester` of `stateright`: the interleavings of the processes, one by one.
pub(crate) struct Stateright;

/// An object that takes its steps in place.
#[derive(Clone)]
pub(crate) struct Object<M: Model> {
    model: M,
    state: M::State,
}

impl<M: Model> Object<M> {
    fn take(&mut self, op: &M::Op, ret: Option<&M::Ret>) -> bool {
        let next = self.model.step(&self.state, op, ret);
        let possible = matches!(next, Next::One(_));
        if let Next::One(state) = next {
            self.state = state;
        }
        possible
    }
}

impl<M: Model> SequentialSpec for Object<M> {
    type Op = M::Op;
    type Ret = Option<M::Ret>;

    fn invoke(&mut self, op: &M::Op) -> Self::Ret {
        self.take(op, None);
        None
    }

    fn is_valid_step(&mut self, op: &M::Op, ret: &Self::Ret) -> bool {
        self.take(op, ret.as_ref())
    }
}

impl<M: Model + Clone + Default> Peer<M> for Stateright {
    const NAME: &str = "stateright";

    type Subject = LinearizabilityTester<usize, Object<M>>;

    fn subject(history: &History<M::Op, M::Ret>) -> Self::Subject {
        let model = M::default();
        let state = model.initial();
        let mut tester = LinearizabilityTester::new(Object { model, state });
        for (process, action) in actions::<M>(history) {
            let taken = match action {
                Action::Call(op) => tester.on_invoke(process, op),
                Action::Return(_, ret) => tester.on_return(process, Some(ret)),
                Action::Lost(_) => Ok(&mut tester),
            };
            taken.expect("a process has one open operation");
        }
        tester
    }

    fn is_linearizable(tester: Self::Subject) -> bool {
        tester.is_consistent()
    }
}
