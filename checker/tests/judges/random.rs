use lockstep_checker::Checker;
use lockstep_checker::judges::Finding;
use lockstep_history::{History, Operation, Outcome};

use crate::histories::{Chance, Object, Shape, random_history};

/// A history and the number of the seed that gives it.
pub(crate) type Case<O> = (
    u64,
    History<<O as lockstep_models::Model>::Op, <O as lockstep_models::Model>::Ret>,
);

/// Makes small histories of the object: with lies and without, with crashed and failed operations and
/// answers that nobody looked at.
pub(crate) fn histories<O: Object>(object: &O, count: u64) -> impl Iterator<Item = Case<O>> {
    (0..count).map(move |seed| {
        let mut chance = Chance::new(seed);
        let shape = Shape {
            operations: 2 + chance.below(10),
            processes: 1 + chance.below(5),
            keys: 0,
            crashes: *chance.pick(&[0, 0, 15, 35]),
            fails: *chance.pick(&[0, 10, 20]),
            lies: *chance.pick(&[0, 0, 10, 30]),
            honest: 0,
            unseen: *chance.pick(&[0, 0, 25]),
        };
        (seed, random_history(object, &shape, &mut chance))
    })
}

/// How often each finding was met. All have to be met often enough, or the histories tell nothing.
#[derive(Debug, Default)]
pub(crate) struct Met {
    valid: u64,
    invalid: u64,
    unknown: u64,
}

impl Met {
    pub(crate) fn count(&mut self, finding: &Finding) {
        match finding {
            Finding::Valid => self.valid += 1,
            Finding::Invalid => self.invalid += 1,
            Finding::Unknown(_) => self.unknown += 1,
        }
    }

    pub(crate) fn assert_all_often(&self) {
        let least = self.valid.min(self.invalid).min(self.unknown);
        assert!(least >= 20, "{self:?}");
    }
}

/// Asserts that no order explains a history that a judge refuses.
pub(crate) fn assert_refused<O: Object>(object: &O, seed: u64, history: &History<O::Op, O::Ret>) {
    let verdict = Checker::linearizable(object.clone()).check(history);
    assert_eq!(verdict.name(), "invalid", "seed {seed} is refused");
}

/// Returns the operations that completed with an answer that was looked at, with the answer.
pub(crate) fn answered<Op, Ret>(
    history: &History<Op, Ret>,
) -> impl Iterator<Item = (&Operation<Op, Ret>, &Ret)> {
    let operations = history.operations().iter();
    operations.filter_map(|operation| match &operation.outcome {
        Outcome::Done(Some(ret)) => Some((operation, ret)),
        _ => None,
    })
}

/// Returns when an operation had completed with `ok`.
pub(crate) fn done<Op, Ret>(operation: &Operation<Op, Ret>) -> Option<u32> {
    match operation.outcome {
        Outcome::Done(_) => operation.completed,
        Outcome::Failed | Outcome::Unknown => None,
    }
}

pub(crate) fn failed<Op, Ret: PartialEq>(operation: &Operation<Op, Ret>) -> bool {
    matches!(operation.outcome, Outcome::Failed)
}
