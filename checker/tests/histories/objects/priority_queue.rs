use lockstep_models::{Bag, PoolRet, PriorityQueue, PriorityQueueOp};

use super::pools::taken;
use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for PriorityQueue<Below<N>> {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<PriorityQueueOp<Below<N>>> {
        let mut ops = vec![PriorityQueueOp::Peek];
        ops.extend((0..N).map(|_| PriorityQueueOp::Pop));
        ops.extend(Below::all().map(PriorityQueueOp::Insert));
        ops
    }

    fn answers(&self, _: &Bag<Below<N>>, op: &PriorityQueueOp<Below<N>>) -> Vec<PoolRet<Below<N>>> {
        match op {
            PriorityQueueOp::Insert(_) => vec![PoolRet::Done],
            _ => taken(),
        }
    }
}
