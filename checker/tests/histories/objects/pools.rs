use lockstep_models::{PoolRet, QueueOp};

use crate::histories::Below;

/// Returns as many removals as there are values to put in.
pub(crate) fn queue_ops<const N: u8>() -> Vec<QueueOp<Below<N>>> {
    let dequeues = (0..N).map(|_| QueueOp::Dequeue);
    dequeues.chain(Below::all().map(QueueOp::Enqueue)).collect()
}

pub(crate) fn queue_answers<const N: u8>(op: &QueueOp<Below<N>>) -> Vec<PoolRet<Below<N>>> {
    match op {
        QueueOp::Enqueue(_) => vec![PoolRet::Done],
        QueueOp::Dequeue => taken(),
    }
}

/// Returns what can come out of a pool, or can be seen to come out next.
pub(crate) fn taken<const N: u8>() -> Vec<PoolRet<Below<N>>> {
    Below::all()
        .map(PoolRet::Got)
        .chain([PoolRet::Empty])
        .collect()
}
