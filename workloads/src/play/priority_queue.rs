use lockstep_models::{Bag, Element, PoolRet, PriorityQueue, PriorityQueueOp};
use lockstep_seed::Stream;

use crate::{Play, Supply};

impl<V: Element + From<i64>> Play for PriorityQueue<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("insert", 2), ("pop", 2), ("peek", 1)]
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> PriorityQueueOp<V> {
        match f {
            "insert" => PriorityQueueOp::Insert(supply.fresh().into()),
            "pop" => PriorityQueueOp::Pop,
            _ => PriorityQueueOp::Peek,
        }
    }

    fn answer(
        &self,
        state: &Bag<V>,
        op: &PriorityQueueOp<V>,
        _chance: &mut Stream,
    ) -> Option<PoolRet<V>> {
        use PriorityQueueOp::{Insert, Peek, Pop};
        Some(match (op, state.greatest()) {
            (Insert(_), _) => PoolRet::Done,
            (Pop | Peek, None) => PoolRet::Empty,
            (Pop | Peek, Some(greatest)) => PoolRet::Got(greatest.clone()),
        })
    }

    fn unheard(
        &self,
        op: &PriorityQueueOp<V>,
        value: i64,
    ) -> Option<(PriorityQueueOp<V>, PoolRet<V>)> {
        let looks = !matches!(op, PriorityQueueOp::Insert(_));
        looks.then(|| (op.clone(), PoolRet::Got(value.into())))
    }
}
