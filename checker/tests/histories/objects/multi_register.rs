use lockstep_models::MicroOp::{Read, Write};
use lockstep_models::{MicroOp, MultiRegister, Reads, Table, Txn};

use crate::histories::object::States;
use crate::histories::{Below, Object};

type Name = Below<3>;

impl<const N: u8> Object for MultiRegister<Name, Below<N>> {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<Txn<Name, Below<N>>> {
        let mut ops = Vec::new();
        for one in Name::all() {
            let other = Below((one.0 + 1) % 3);
            ops.push(vec![Read(one)]);
            ops.push(vec![Read(one), Read(other)]);
            for value in Below::all() {
                ops.push(vec![Write(one, value)]);
                ops.push(vec![Read(one), Write(one, value)]);
                ops.push(vec![Read(one), Write(other, value)]);
                ops.push(vec![Write(one, value), Write(other, value)]);
            }
        }
        ops.into_iter().map(Txn).collect()
    }

    fn answers(
        &self,
        _: &Table<Name, Below<N>>,
        txn: &Txn<Name, Below<N>>,
    ) -> Vec<Reads<Below<N>>> {
        let mut answers = vec![vec![]];
        for _ in txn
            .0
            .iter()
            .filter(|micro| matches!(micro, MicroOp::Read(_)))
        {
            let seen = Below::all().map(Some).chain([None]);
            answers = seen
                .flat_map(|seen| {
                    answers
                        .iter()
                        .map(move |before| [&before[..], &[seen]].concat())
                })
                .collect();
        }
        answers.into_iter().map(Reads).collect()
    }
}
