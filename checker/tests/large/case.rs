use std::fmt;

use lockstep_checker::{Checker, Limits, Verdict, verify};
use lockstep_history::History;

use crate::histories::object::States;
use crate::histories::{Chance, Object, Shape, random_history};
use crate::scale::Scale;

/// A history of an object, as a seed gives it.
pub(crate) struct Case<O: Object> {
    seed: u64,
    shape: Shape,
    configurations: u64,
    object: O,
    history: History<O::Op, O::Ret>,
}

impl<O: Object> Case<O> {
    pub(crate) fn new(object: &O, seed: u64, scale: &Scale) -> Self {
        let mut chance = Chance::new(seed);
        let operations = scale.operations.start + chance.below(scale.operations.len());
        let shape = Shape {
            operations,
            processes: 2 + chance.below(scale.processes - 1),
            keys: *chance.pick(&[0, 0, 2, 5]),
            crashes: *chance.pick(crashes(O::STATES)),
            fails: *chance.pick(&[0, 3]),
            lies: *chance.pick(&[0, 2, 10]),
            honest: chance.below(operations),
            unseen: *chance.pick(&[0, 0, 5]),
        };
        Self {
            seed,
            shape,
            configurations: scale.configurations,
            object: object.clone(),
            history: random_history(object, &shape, &mut chance),
        }
    }

    /// Judges the history by a checker with the given settings, and holds the verdict against what is
    /// known without a search.
    pub(crate) fn judge(&self, set: impl FnOnce(Checker<O>) -> Checker<O>) -> Verdict {
        let checker = Checker::linearizable(self.object.clone()).limits(Limits {
            configurations: self.configurations,
            ..Limits::default()
        });
        let verdict = set(checker).check(&self.history);
        match &verdict {
            Verdict::Valid(witness) => {
                let flaw = verify(&self.object, &self.history, witness.order()).err();
                assert_eq!(None, flaw, "{self}");
            }
            Verdict::Invalid(_) => assert_ne!(0, self.shape.lies, "nothing is made up, {self}"),
            Verdict::Unknown(_) => {}
        }
        verdict
    }
}

/// Returns how many of a hundred operations crash: few where each of them makes states.
fn crashes(states: States) -> &'static [u64] {
    match states {
        States::Finite => &[0, 0, 1, 3],
        States::Infinite => &[0, 0, 0, 1],
    }
}

impl<O: Object> fmt::Display for Case<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}, {:?}", self.seed, self.shape)
    }
}
