use lockstep_models::{Set, SetOp, Table};

use crate::histories::object::States;
use crate::histories::{Below, Object};

impl<const N: u8> Object for Set<Below<N>> {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<SetOp<Below<N>>> {
        Below::all()
            .flat_map(|element| {
                [
                    SetOp::Add(element),
                    SetOp::Remove(element),
                    SetOp::Contains(element),
                ]
            })
            .collect()
    }

    fn answers(&self, _: &Table<Below<N>, ()>, _: &SetOp<Below<N>>) -> Vec<bool> {
        vec![true, false]
    }
}
