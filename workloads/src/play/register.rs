use lockstep_models::{Element, Register, RegisterOp, RegisterRet};
use lockstep_seed::Stream;

use crate::{Play, Supply};

impl<V: Element + From<i64>> Play for Register<V> {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("read", 1), ("write", 1)]
    }

    fn ask(&self, f: &str, _process: u64, supply: &mut Supply) -> RegisterOp<V> {
        match f {
            "read" => RegisterOp::Read,
            _ => RegisterOp::Write(supply.fresh().into()),
        }
    }

    fn answer(
        &self,
        state: &V,
        op: &RegisterOp<V>,
        _chance: &mut Stream,
    ) -> Option<RegisterRet<V>> {
        match op {
            RegisterOp::Read => Some(RegisterRet::Got(state.clone())),
            _ => Some(RegisterRet::Done),
        }
    }

    fn unheard(&self, op: &RegisterOp<V>, value: i64) -> Option<(RegisterOp<V>, RegisterRet<V>)> {
        let reads = matches!(op, RegisterOp::Read);
        reads.then(|| (RegisterOp::Read, RegisterRet::Got(value.into())))
    }
}
