//! The checker against brute force, on random small histories of every model.

mod brute;
mod chance;
mod hidden;
mod random;

use lockstep_checker::{Checker, Search, Verdict, verify};
use lockstep_history::History;
use lockstep_models::{Model, Next, Parts, View};

use brute::{first_wall, is_linearizable};
use chance::Chance;
use hidden::{Hidden, Hides};
use random::{Shape, random_history};

/// A model with the operations and results to try.
pub(crate) trait Object: Model<State: std::fmt::Debug> + Clone + Sync {
    fn ops(&self) -> Vec<Self::Op>;
    fn rets(&self, op: &Self::Op) -> Vec<Self::Ret>;
}

#[derive(Clone, Debug)]
struct Cas;

impl Model for Cas {
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
            _ => View::Swap(a, b),
        }
    }

    fn show_state(&self, state: &u8) -> String {
        format!("the register holds {state}")
    }
}

impl Object for Cas {
    fn ops(&self) -> Vec<Self::Op> {
        let mut ops = vec![(0, 0, 0); 4];
        for a in 0..3 {
            ops.push((1, a, 0));
            ops.extend((0..3).map(|b| (2, a, b)));
        }
        ops
    }

    fn rets(&self, op: &Self::Op) -> Vec<u8> {
        match op.0 {
            0 => vec![0, 1, 2],
            1 => vec![0],
            _ => vec![0, 1],
        }
    }
}

/// A map of two registers with transactions that touch one or both.
#[derive(Clone, Debug)]
struct Pair;

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
            match write {
                Some(value) => after[*key as usize] = *value,
                None => {
                    let seen = after[*key as usize];
                    if ret.is_some_and(|ret| ret[place] != seen) {
                        return Next::None;
                    }
                }
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
    fn ops(&self) -> Vec<Self::Op> {
        let mut ops = Vec::new();
        for key in 0..2 {
            ops.push(vec![(key, None)]);
            ops.push(vec![(key, Some(1))]);
            ops.push(vec![(key, Some(2)), (1 - key, None)]);
            ops.push(vec![(key, None), (1 - key, None)]);
        }
        ops
    }

    fn rets(&self, op: &Self::Op) -> Vec<Vec<u8>> {
        let mut rets = vec![Vec::new()];
        for (_, write) in op {
            let seen = if write.is_some() { 1 } else { 3 };
            rets = (0..seen)
                .flat_map(|value| rets.iter().map(move |ret| [&ret[..], &[value]].concat()))
                .collect();
        }
        rets
    }
}

fn agree<O: Object>(object: &O, histories: u64, seed: u64) {
    for number in 0..histories {
        let mut chance = Chance::new(seed.wrapping_add(number));
        let shape = Shape::any(&mut chance);
        let history = random_history(object, &shape, &mut chance);
        let model = Hidden {
            object: object.clone(),
            hides: Hides::any(&mut chance),
        };
        let search = *chance.pick(&[
            Search::Auto,
            Search::Layers,
            Search::Depth,
            Search::Refinement,
        ]);
        judge(object, &model, search, &history, seed.wrapping_add(number));
    }
}

fn judge<O: Object>(
    object: &O,
    model: &Hidden<O>,
    search: Search,
    history: &History<O::Op, O::Ret>,
    seed: u64,
) {
    let verdict = Checker::linearizable(model.clone())
        .search(search)
        .check(history);
    let says = || {
        let lines = history.operations().iter().map(|operation| {
            let (from, to) = (operation.invoked, operation.completed);
            format!(
                "{from} to {to:?}: {:?} {:?}",
                operation.op, operation.outcome
            )
        });
        let lines: Vec<String> = lines.collect();
        format!(
            "seed {seed}, {search:?}, hiding {:?}:\n{}",
            model.hides,
            lines.join("\n")
        )
    };
    match verdict {
        Verdict::Valid(witness) => {
            assert!(
                is_linearizable(object, history),
                "wrongly valid, {}",
                says()
            );
            verify(object, history, witness.order()).expect("a witness stands up");
        }
        Verdict::Invalid(counterexample) => {
            let wall = first_wall(object, history);
            assert_eq!(Some(counterexample.event), wall, "wrong wall, {}", says());
        }
        Verdict::Unknown(limit) => panic!("unknown: {limit}, {}", says()),
    }
}

macro_rules! objects {
    ($($name:ident: $object:expr;)*) => {
        mod agrees_with_brute_force {
            use super::*;
            $(#[test] fn $name() { agree(&$object, 10_000, 0); })*
        }
        mod agrees_with_brute_force_on_a_million {
            use super::*;
            $(#[test] #[ignore = "takes minutes; run it by hand in release"]
            fn $name() { agree(&$object, 1_000_000, 1 << 32); })*
        }
    };
}

objects! {
    on_a_small_cas_register: Cas;
    on_a_pair_of_registers: Pair;
}
