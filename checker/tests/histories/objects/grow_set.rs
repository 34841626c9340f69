use lockstep_models::{GrowSet, GrowSetOp, GrowSetRet, Table};

use super::lists::lists_like;
use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for GrowSet<Below<N>> {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<GrowSetOp<Below<N>>> {
        let reads = (0..N).map(|_| GrowSetOp::Read);
        reads.chain(Below::all().map(GrowSetOp::Add)).collect()
    }

    fn answers(
        &self,
        state: &Table<Below<N>, ()>,
        op: &GrowSetOp<Below<N>>,
    ) -> Vec<GrowSetRet<Below<N>>> {
        match op {
            GrowSetOp::Add(_) => vec![GrowSetRet::Done],
            GrowSetOp::Read => {
                let held: Vec<Below<N>> = state.iter().map(|(element, ())| *element).collect();
                let lists = lists_like(&held, Below::all());
                lists.into_iter().map(GrowSetRet::Got).collect()
            }
        }
    }
}
