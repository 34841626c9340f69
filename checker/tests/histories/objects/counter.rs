use lockstep_models::{Counter, CounterOp, CounterRet};

use crate::histories::Object;
use crate::histories::object::States;

impl Object for Counter {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<CounterOp> {
        let reads = [CounterOp::Read; 4];
        reads
            .into_iter()
            .chain([-2, 0, 1, 1, 3].map(CounterOp::Add))
            .collect()
    }

    fn answers(&self, sum: &i128, op: &CounterOp) -> Vec<CounterRet> {
        let sum = i64::try_from(*sum).expect("small amounts make small sums");
        match op {
            CounterOp::Add(_) => vec![CounterRet::Done],
            CounterOp::Read => [sum, sum + 1, sum - 1, sum + 2]
                .map(CounterRet::Got)
                .to_vec(),
        }
    }
}
