use lockstep_models::{Element, FifoQueue, PoolRet, QueueOp, Sequence};
use lockstep_seed::Stream;

use crate::{Play, Supply, play::queue};

impl<V: Element + From<i64>> Play for FifoQueue<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        queue::MIX
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> QueueOp<V> {
        queue::ask(f, supply)
    }

    fn answer(
        &self,
        state: &Sequence<V>,
        op: &QueueOp<V>,
        _chance: &mut Stream,
    ) -> Option<PoolRet<V>> {
        Some(queue::answer(op, || state.front()))
    }

    fn unheard(&self, op: &QueueOp<V>, value: i64) -> Option<(QueueOp<V>, PoolRet<V>)> {
        queue::unheard(op, value)
    }
}
