use lockstep_models::{Counter, CounterOp, CounterRet, Model, Next, Shape, View};

use crate::histories::Object;
use crate::histories::object::States;

/// A counter to which one amount is added, again and again.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) counter: Counter,
    pub(crate) amount: i64,
}

impl Model for Tally {
    type State = i128;
    type Op = CounterOp;
    type Ret = CounterRet;

    fn initial(&self) -> i128 {
        self.counter.initial()
    }

    fn step(&self, sum: &i128, op: &CounterOp, ret: Option<&CounterRet>) -> Next<i128> {
        self.counter.step(sum, op, ret)
    }

    fn view<'a>(&self, op: &'a CounterOp, ret: Option<&'a CounterRet>) -> View<'a> {
        self.counter.view(op, ret)
    }

    fn shape(&self) -> Shape<'_> {
        self.counter.shape()
    }

    fn show_op(&self, op: &CounterOp, ret: Option<&CounterRet>) -> String {
        self.counter.show_op(op, ret)
    }

    fn show_state(&self, sum: &i128) -> String {
        self.counter.show_state(sum)
    }
}

impl Object for Tally {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<CounterOp> {
        vec![CounterOp::Read, CounterOp::Add(self.amount)]
    }

    fn answers(&self, sum: &i128, op: &CounterOp) -> Vec<CounterRet> {
        let sum = i64::try_from(*sum).expect("small amounts make small sums");
        match op {
            CounterOp::Add(_) => vec![CounterRet::Done],
            CounterOp::Read => [0, 1, -1, 2]
                .map(|more| CounterRet::Got(sum + more * self.amount))
                .into_iter()
                .chain([CounterRet::Got(sum + 1)])
                .collect(),
        }
    }
}
