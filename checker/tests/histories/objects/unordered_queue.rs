use lockstep_models::{Bag, PoolRet, QueueOp, UnorderedQueue};

use super::pools::{queue_answers, queue_ops};
use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for UnorderedQueue<Below<N>> {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<QueueOp<Below<N>>> {
        queue_ops()
    }

    fn answers(&self, _: &Bag<Below<N>>, op: &QueueOp<Below<N>>) -> Vec<PoolRet<Below<N>>> {
        queue_answers(op)
    }
}
