//! What the queues have in common: all but which value comes out.

use lockstep_models::{PoolRet, QueueOp};

use crate::Supply;

pub(super) const MIX: &[(&str, u32)] = &[("enqueue", 1), ("dequeue", 1)];

pub(super) fn ask<V: From<i64>>(f: &str, supply: &mut Supply) -> QueueOp<V> {
    match f {
        "enqueue" => QueueOp::Enqueue(supply.fresh().into()),
        _ => QueueOp::Dequeue,
    }
}

pub(super) fn answer<'a, V: Clone + 'a>(
    op: &QueueOp<V>,
    next: impl FnOnce() -> Option<&'a V>,
) -> PoolRet<V> {
    match op {
        QueueOp::Enqueue(_) => PoolRet::Done,
        QueueOp::Dequeue => next().map_or(PoolRet::Empty, |value| PoolRet::Got(value.clone())),
    }
}

pub(super) fn unheard<V: From<i64>>(
    op: &QueueOp<V>,
    value: i64,
) -> Option<(QueueOp<V>, PoolRet<V>)> {
    let takes = matches!(op, QueueOp::Dequeue);
    takes.then(|| (QueueOp::Dequeue, PoolRet::Got(value.into())))
}
