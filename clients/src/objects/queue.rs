use lockstep_models::{FifoQueue, PoolRet, QueueOp};

use crate::Integral;
use crate::capability::{End, Line};
use crate::encoding::integer;
use crate::lapse::Lapse;
use crate::session::Offered;

impl<S: Line, V: Integral> Offered<S> for FifoQueue<V> {
    fn act(session: &mut S, op: &QueueOp<V>) -> Result<PoolRet<V>, Lapse> {
        match op {
            QueueOp::Enqueue(value) => session.push(integer(value)?).map(|()| PoolRet::Done),
            QueueOp::Dequeue => session.take(End::Front).map(answer),
        }
    }
}

pub(super) fn answer<V: Integral>(taken: Option<i64>) -> PoolRet<V> {
    taken.map_or(PoolRet::Empty, |value| PoolRet::Got(value.into()))
}
