use lockstep_models::{FifoQueue, PoolRet, QueueOp, Sequence};

use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for FifoQueue<Below<N>> {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<QueueOp<Below<N>>> {
        let dequeues = (0..N).map(|_| QueueOp::Dequeue);
        dequeues.chain(Below::all().map(QueueOp::Enqueue)).collect()
    }

    fn answers(&self, _: &Sequence<Below<N>>, op: &QueueOp<Below<N>>) -> Vec<PoolRet<Below<N>>> {
        match op {
            QueueOp::Enqueue(_) => vec![PoolRet::Done],
            QueueOp::Dequeue => Below::all()
                .map(PoolRet::Got)
                .chain([PoolRet::Empty])
                .collect(),
        }
    }
}
