use lockstep_models::{PoolRet, Sequence, Stack, StackOp};

use super::pools::taken;
use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for Stack<Below<N>> {
    const STATES: States = States::Infinite;

    fn ops(&self, _: u64) -> Vec<StackOp<Below<N>>> {
        let others = (0..N).map(|number| {
            if number % 3 == 0 {
                StackOp::Peek
            } else {
                StackOp::Pop
            }
        });
        others.chain(Below::all().map(StackOp::Push)).collect()
    }

    fn answers(&self, _: &Sequence<Below<N>>, op: &StackOp<Below<N>>) -> Vec<PoolRet<Below<N>>> {
        match op {
            StackOp::Push(_) => vec![PoolRet::Done],
            _ => taken(),
        }
    }
}
