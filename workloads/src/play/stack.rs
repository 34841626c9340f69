use lockstep_models::{Element, PoolRet, Sequence, Stack, StackOp};
use lockstep_seed::Stream;

use crate::{Play, Supply};

impl<V: Element + From<i64>> Play for Stack<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("push", 2), ("pop", 2), ("peek", 1)]
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> StackOp<V> {
        match f {
            "push" => StackOp::Push(supply.fresh().into()),
            "pop" => StackOp::Pop,
            _ => StackOp::Peek,
        }
    }

    fn answer(
        &self,
        state: &Sequence<V>,
        op: &StackOp<V>,
        _chance: &mut Stream,
    ) -> Option<PoolRet<V>> {
        Some(match (op, state.back()) {
            (StackOp::Push(_), _) => PoolRet::Done,
            (StackOp::Pop | StackOp::Peek, None) => PoolRet::Empty,
            (StackOp::Pop | StackOp::Peek, Some(top)) => PoolRet::Got(top.clone()),
        })
    }

    fn unheard(&self, op: &StackOp<V>, value: i64) -> Option<(StackOp<V>, PoolRet<V>)> {
        let looks = !matches!(op, StackOp::Push(_));
        looks.then(|| (op.clone(), PoolRet::Got(value.into())))
    }
}
