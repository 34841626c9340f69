use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use lockstep_checker::{Checker, Engine, Prefix, Search, Verdict, verify};
use lockstep_history::History;
use rayon::prelude::*;

use crate::brute::{first_wall, is_linearizable};
use crate::hidden::{Hidden, Hides};
use crate::histories::object::States;
use crate::histories::{Chance, Object, Shape, random_history};

/// Compares the checker with brute force on small histories of the object, which `seed` and the seeds
/// after it give.
pub(crate) fn agree<O: Object>(object: &O, histories: u64, seed: u64) {
    let invalid = (seed..seed + histories)
        .into_par_iter()
        .filter(|&seed| Case::new(object, seed).judge() == "invalid")
        .count() as u64;
    let few = histories / 20;
    assert!(
        (few..histories - few).contains(&invalid),
        "{invalid} of {histories} are invalid"
    );
}

struct Case<O: Object> {
    seed: u64,
    object: O,
    hides: Hides,
    engine: Engine,
    search: Search,
    /// After how many configurations each attempt gives up, if it does so early.
    impatient: Option<u64>,
    history: History<O::Op, O::Ret>,
}

impl<O: Object> Case<O> {
    fn new(object: &O, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let shape = small(&mut chance);
        Self {
            seed,
            object: object.clone(),
            history: random_history(object, &shape, &mut chance),
            hides: Hides::any(&mut chance),
            engine: *chance.pick(&[Engine::Auto, Engine::Auto, Engine::Search]),
            search: *chance.pick(searches(O::STATES)),
            impatient: *chance.pick(&[None, Some(1), Some(10), Some(100)]),
        }
    }

    /// Returns the verdict, once brute force agrees with it.
    fn judge(&self) -> &'static str {
        let model = Hidden {
            object: self.object.clone(),
            hides: self.hides,
        };
        let checker = Checker::linearizable(model)
            .engine(self.engine)
            .search(self.search);
        let checker = match self.impatient {
            Some(configurations) => checker.impatient(configurations),
            None => checker,
        };
        let wall = first_wall(&self.object, &self.history);
        let verdict = catch_unwind(AssertUnwindSafe(|| checker.check(&self.history)));
        let verdict = verdict.unwrap_or_else(|panic| {
            eprintln!("{self}");
            resume_unwind(panic)
        });
        match &verdict {
            Verdict::Valid(witness) => {
                assert_eq!(None, wall, "wrongly valid, {self}");
                assert!(
                    is_linearizable(&self.object, &self.history),
                    "wrongly valid, {self}"
                );
                let flaw = verify(&self.object, &self.history, witness.order()).err();
                assert_eq!(None, flaw, "a witness does not stand up, {self}");
            }
            Verdict::Invalid(counterexample) => {
                let first = wall.unwrap_or_else(|| panic!("wrongly invalid, {self}"));
                match counterexample.prefix {
                    Prefix::Shortest => assert_eq!(counterexample.event, first, "{self}"),
                    Prefix::Sufficient => {
                        assert!(counterexample.event >= first, "{self}");
                        assert!(self.impatient.is_some(), "nothing was cut short, {self}");
                    }
                }
            }
            Verdict::Unknown(limit) => panic!("unknown: {limit}, {self}"),
        }
        verdict.name()
    }
}

/// Draws a shape that is small enough for brute force.
fn small(chance: &mut Chance) -> Shape {
    Shape {
        operations: 2 + chance.below(8),
        processes: 2 + chance.below(5),
        keys: *chance.pick(&[0, 0, 0, 1, 2, 3]),
        crashes: *chance.pick(&[0, 0, 15, 35]),
        fails: *chance.pick(&[0, 0, 10]),
        lies: *chance.pick(&[0, 10, 20, 100]),
        honest: 0,
        unseen: *chance.pick(&[0, 0, 0, 25]),
    }
}

/// Returns the searches that end on an object; the refinement does not if it has infinitely many states.
fn searches(states: States) -> &'static [Search] {
    let all = &[
        Search::Auto,
        Search::Layers,
        Search::Depth,
        Search::Refinement,
    ];
    match states {
        States::Finite => all,
        States::Infinite => &all[..3],
    }
}

impl<O: Object> std::fmt::Display for Case<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "seed {}, {:?}, {:?}, patience {:?}, {:?}:",
            self.seed, self.engine, self.search, self.impatient, self.hides
        )?;
        for operation in self.history.operations() {
            let (key, from, to) = (&operation.key, operation.invoked, operation.completed);
            let (op, outcome) = (&operation.op, &operation.outcome);
            writeln!(f, "{key:?} {from} to {to:?}: {op:?} {outcome:?}")?;
        }
        Ok(())
    }
}
