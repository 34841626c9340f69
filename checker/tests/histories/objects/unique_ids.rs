use lockstep_models::{Table, UniqueIds, UniqueIdsOp};

use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for UniqueIds<Below<N>> {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<UniqueIdsOp> {
        vec![UniqueIdsOp::Generate]
    }

    fn answers(&self, _: &Table<Below<N>, ()>, _: &UniqueIdsOp) -> Vec<Below<N>> {
        Below::all().collect()
    }
}
