use lockstep_models::{Register, RegisterOp, RegisterRet};

use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for Register<Below<N>> {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<RegisterOp<Below<N>>> {
        let reads = (0..N).map(|_| RegisterOp::Read);
        reads.chain(Below::all().map(RegisterOp::Write)).collect()
    }

    fn answers(&self, _: &Below<N>, op: &RegisterOp<Below<N>>) -> Vec<RegisterRet<Below<N>>> {
        match op {
            RegisterOp::Read => Below::all().map(RegisterRet::Got).collect(),
            _ => vec![RegisterRet::Done],
        }
    }
}
