use lockstep_models::{Log, LogOp, LogRet, Sequence};

use super::lists::lists_like;
use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for Log<Below<N>> {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<LogOp<Below<N>>> {
        let reads = (0..N).map(|_| LogOp::Read);
        reads.chain(Below::all().map(LogOp::Append)).collect()
    }

    fn answers(&self, state: &Sequence<Below<N>>, op: &LogOp<Below<N>>) -> Vec<LogRet<Below<N>>> {
        match op {
            LogOp::Append(_) => vec![LogRet::Done],
            LogOp::Read => {
                let held: Vec<Below<N>> = state.iter().copied().collect();
                let lists = lists_like(&held, Below::all());
                lists.into_iter().map(LogRet::Got).collect()
            }
        }
    }
}
