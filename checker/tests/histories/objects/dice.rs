use lockstep_models::{Model, Next, Parts};

use crate::histories::Object;
use crate::histories::object::States;

const FACES: u8 = 3;

/// Two dice: an object that chooses, even where its answer is known.
#[derive(Clone, Debug)]
pub(crate) struct Dice;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DiceOp {
    /// It answers what comes up.
    Roll(u8),
    /// It turns the die to one of the other faces, and does not tell to which.
    Nudge(u8),
    Look(u8),
    LookAtBoth,
}

impl Model for Dice {
    type State = [u8; 2];
    type Op = DiceOp;
    type Ret = Vec<u8>;

    fn initial(&self) -> [u8; 2] {
        [0, 0]
    }

    fn step(&self, state: &[u8; 2], op: &DiceOp, ret: Option<&Vec<u8>>) -> Next<[u8; 2]> {
        let turned = |die: u8, face| {
            let mut after = *state;
            after[usize::from(die)] = face;
            after
        };
        match (op, ret.map(Vec::as_slice)) {
            (DiceOp::Roll(die), None) => {
                Next::Many((0..FACES).map(|face| turned(*die, face)).collect())
            }
            (DiceOp::Roll(die), Some(face)) => Next::One(turned(*die, face[0])),
            (DiceOp::Nudge(die), _) => {
                let before = state[usize::from(*die)];
                Next::Many(
                    [1, 2]
                        .map(|by| turned(*die, (before + by) % FACES))
                        .to_vec(),
                )
            }
            (DiceOp::Look(die), Some(face)) => {
                Next::when(face[0] == state[usize::from(*die)], || *state)
            }
            (DiceOp::LookAtBoth, Some(faces)) => Next::when(faces == state, || *state),
            (DiceOp::Look(_) | DiceOp::LookAtBoth, None) => Next::One(*state),
        }
    }

    fn observes(&self, op: &DiceOp, _: Option<&Vec<u8>>) -> bool {
        matches!(op, DiceOp::Look(_) | DiceOp::LookAtBoth)
    }

    fn parts<'a>(&self, op: &'a DiceOp) -> Parts<'a> {
        match op {
            DiceOp::Roll(die) | DiceOp::Nudge(die) | DiceOp::Look(die) => Parts::One(die),
            DiceOp::LookAtBoth => Parts::Whole,
        }
    }

    fn show_state(&self, state: &[u8; 2]) -> String {
        format!("the dice show {state:?}")
    }
}

impl Object for Dice {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<DiceOp> {
        let mut ops = vec![DiceOp::LookAtBoth];
        for die in 0..2 {
            ops.extend([DiceOp::Roll(die), DiceOp::Nudge(die)]);
            ops.extend([DiceOp::Look(die), DiceOp::Look(die)]);
        }
        ops
    }

    fn answers(&self, _: &[u8; 2], op: &DiceOp) -> Vec<Vec<u8>> {
        match op {
            DiceOp::Nudge(_) => vec![Vec::new()],
            DiceOp::Roll(_) | DiceOp::Look(_) => (0..FACES).map(|face| vec![face]).collect(),
            DiceOp::LookAtBoth => (0..FACES * FACES)
                .map(|faces| vec![faces / FACES, faces % FACES])
                .collect(),
        }
    }
}
