use lockstep_models::{CasRegister, RegisterOp, RegisterRet};

use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for CasRegister<Below<N>> {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<RegisterOp<Below<N>>> {
        let mut ops = vec![RegisterOp::Read; usize::from(N) + 1];
        for from in Below::all() {
            ops.push(RegisterOp::Write(from));
            ops.extend(Below::all().map(|to| RegisterOp::Cas(from, to)));
        }
        ops
    }

    fn answers(&self, _: &Below<N>, op: &RegisterOp<Below<N>>) -> Vec<RegisterRet<Below<N>>> {
        match op {
            RegisterOp::Read => Below::all().map(RegisterRet::Got).collect(),
            RegisterOp::Write(_) => vec![RegisterRet::Done],
            RegisterOp::Cas(..) => vec![RegisterRet::Done, RegisterRet::Refused],
        }
    }
}
