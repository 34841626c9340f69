use lockstep_models::{FifoQueue, PoolRet, QueueOp, Sequence};

use super::pools::{queue_answers, queue_ops};
use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for FifoQueue<Below<N>> {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<QueueOp<Below<N>>> {
        queue_ops()
    }

    fn answers(&self, _: &Sequence<Below<N>>, op: &QueueOp<Below<N>>) -> Vec<PoolRet<Below<N>>> {
        queue_answers(op)
    }
}
