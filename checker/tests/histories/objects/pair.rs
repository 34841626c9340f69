use lockstep_models::{Model, Next, Parts};

use crate::histories::Object;
use crate::histories::object::States;

/// A map of two registers with transactions that touch one or both.
#[derive(Clone, Debug)]
pub(crate) struct Pair;

impl Model for Pair {
    type State = [u8; 2];
    type Op = Vec<(u8, Option<u8>)>;
    type Ret = Vec<u8>;

    fn initial(&self) -> [u8; 2] {
        [0, 0]
    }

    fn step(&self, state: &[u8; 2], op: &Self::Op, ret: Option<&Vec<u8>>) -> Next<[u8; 2]> {
        let mut after = *state;
        for (place, (key, write)) in op.iter().enumerate() {
            let held = &mut after[usize::from(*key)];
            if let Some(value) = write {
                *held = *value;
            } else if ret.is_some_and(|ret| ret[place] != *held) {
                return Next::None;
            }
        }
        Next::One(after)
    }

    fn observes(&self, op: &Self::Op, _: Option<&Vec<u8>>) -> bool {
        op.iter().all(|(_, write)| write.is_none())
    }

    fn parts<'a>(&self, op: &'a Self::Op) -> Parts<'a> {
        Parts::Many(op.iter().map(|(key, _)| key as _).collect())
    }

    fn show_state(&self, state: &[u8; 2]) -> String {
        format!("the registers hold {state:?}")
    }
}

impl Object for Pair {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<Self::Op> {
        let mut ops = Vec::new();
        for key in 0..2 {
            ops.push(vec![(key, None)]);
            ops.push(vec![(key, Some(1))]);
            ops.push(vec![(key, Some(2)), (1 - key, None)]);
            ops.push(vec![(key, None), (1 - key, None)]);
        }
        ops
    }

    fn answers(&self, _: &[u8; 2], op: &Self::Op) -> Vec<Vec<u8>> {
        let mut answers = vec![Vec::new()];
        for (_, write) in op {
            let seen = if write.is_some() { 1 } else { 3 };
            answers = (0..seen)
                .flat_map(|value| {
                    answers
                        .iter()
                        .map(move |before| [&before[..], &[value]].concat())
                })
                .collect();
        }
        answers
    }
}
