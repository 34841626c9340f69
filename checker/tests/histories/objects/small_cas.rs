use lockstep_models::{Model, Next, View};

use crate::histories::Object;
use crate::histories::object::States;

/// A register in bytes, as a user could write it: what an operation is, its first byte says.
#[derive(Clone, Debug)]
pub(crate) struct SmallCas;

impl Model for SmallCas {
    type State = u8;
    type Op = (u8, u8, u8);
    type Ret = u8;

    fn initial(&self) -> u8 {
        0
    }

    fn step(&self, state: &u8, &(f, a, b): &Self::Op, ret: Option<&u8>) -> Next<u8> {
        match f {
            0 => Next::when(ret.is_none_or(|ret| ret == state), || *state),
            1 => Next::One(a),
            _ => match ret {
                Some(1) => Next::when(*state == a, || b),
                Some(_) => Next::when(*state != a, || *state),
                None => Next::One(if *state == a { b } else { *state }),
            },
        }
    }

    fn view<'a>(&self, op: &'a Self::Op, ret: Option<&'a u8>) -> View<'a> {
        let (f, a, b) = op;
        match (f, ret) {
            (0, Some(ret)) => View::Read(ret),
            (0, None) => View::Idle,
            (1, _) => View::Write(a),
            (_, Some(0)) => View::Differs(a),
            (_, Some(1)) if a == b => View::Read(a),
            (_, Some(_)) => View::Swap(a, b),
            (_, None) => View::MaySwap(a, b),
        }
    }

    fn show_state(&self, state: &u8) -> String {
        format!("the register holds {state}")
    }
}

impl Object for SmallCas {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<Self::Op> {
        let mut ops = vec![(0, 0, 0); 4];
        for a in 0..3 {
            ops.push((1, a, 0));
            ops.extend((0..3).map(|b| (2, a, b)));
        }
        ops
    }

    fn answers(&self, _: &u8, op: &Self::Op) -> Vec<u8> {
        match op.0 {
            0 => vec![0, 1, 2],
            1 => vec![0],
            _ => vec![0, 1],
        }
    }
}
