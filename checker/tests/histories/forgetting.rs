use std::cell::RefCell;

use lockstep_history::{Codec, Expected, History, Independent, Outcome, Recording, Value};

use super::Chance;

/// Returns the history as it is where nobody looked at some answers.
///
/// They get lost on the way through a recording.
pub(crate) fn forget<Op: Clone + Eq, Ret: Clone + Eq>(
    history: &History<Op, Ret>,
    percent: u64,
    chance: &mut Chance,
) -> History<Op, Ret> {
    let codec = Forgetting {
        ops: history.operations().iter().map(|one| &one.op).collect(),
        rets: (history.operations().iter())
            .filter_map(|one| match &one.outcome {
                Outcome::Done(ret) => ret.as_ref(),
                _ => None,
            })
            .collect(),
        percent,
        chance: RefCell::new(chance),
    };
    Recording::from_history(history, &codec)
        .decode(&codec, Independent::No)
        .expect("what was written can be read")
}

/// Writes operations and answers as numbers, and reads some answers as unseen.
struct Forgetting<'a, Op, Ret> {
    ops: Vec<&'a Op>,
    rets: Vec<&'a Ret>,
    percent: u64,
    chance: RefCell<&'a mut Chance>,
}

impl<Op: Clone + Eq, Ret: Clone + Eq> Codec for Forgetting<'_, Op, Ret> {
    type Op = Op;
    type Ret = Ret;

    fn op(&self, _: u64, _: &str, value: &Value) -> Result<Op, Expected> {
        Ok(self.ops[number(value)].clone())
    }

    fn ret(&self, _: &Op, value: &Value) -> Result<Option<Ret>, Expected> {
        let seen = !self.chance.borrow_mut().percent(self.percent);
        Ok(seen.then(|| self.rets[number(value)].clone()))
    }

    fn write_op(&self, op: &Op) -> (&'static str, Value) {
        ("op", place(&self.ops, op))
    }

    fn write_ret(&self, _: &Op, ret: &Ret) -> Value {
        place(&self.rets, ret)
    }
}

fn place<T: Eq>(all: &[&T], one: &T) -> Value {
    let place = all.iter().position(|other| *other == one);
    let place = place.expect("it is one of the history's");
    i64::try_from(place).expect("histories are short").into()
}

fn number(value: &Value) -> usize {
    let number = value.as_int().expect("a number was written");
    usize::try_from(number).expect("a place was written")
}
