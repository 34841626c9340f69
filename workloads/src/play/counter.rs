use lockstep_models::{Counter, CounterOp, CounterRet};
use lockstep_seed::Stream;

use crate::{Play, Supply};

/// Amounts are at least 1: to add nothing tells nothing.
impl Play for Counter {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("add", 1), ("read", 1)]
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> CounterOp {
        match f {
            "add" => CounterOp::Add(supply.fresh().max(1)),
            _ => CounterOp::Read,
        }
    }

    /// Refuses to be read where 64 bits do not hold the sum.
    fn answer(&self, sum: &i128, op: &CounterOp, _chance: &mut Stream) -> Option<CounterRet> {
        match op {
            CounterOp::Add(_) => Some(CounterRet::Done),
            CounterOp::Read => i64::try_from(*sum).ok().map(CounterRet::Got),
        }
    }

    fn unheard(&self, op: &CounterOp, value: i64) -> Option<(CounterOp, CounterRet)> {
        let reads = matches!(op, CounterOp::Read);
        reads.then_some((CounterOp::Read, CounterRet::Got(value)))
    }
}
