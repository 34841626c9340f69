use std::collections::HashMap;

use lockstep_checker::{
    Checker, Contradiction, Counterexample, Explored, Portion, Prefix, Verdict, partition,
};
use lockstep_history::{History, Outcome, Value};
use lockstep_models::{Datum, Model, Parts};

use crate::history::before::order_before;
use crate::history::data::{Configuration, Link, Part, Why};
use crate::history::operations::Operations;

/// Returns the parts of a history that can be judged by themselves, with a verdict each.
pub(super) fn of_portions<M: Model + Clone + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
    verdict: &Verdict,
    operations: &mut Operations,
) -> Vec<Part> {
    let portions = partition(checker.model(), history);
    if portions.len() < 2 {
        return vec![of_whole(checker, history, verdict)];
    }
    operations.part_of = part_of(history, &portions);
    let parts = portions.iter().map(|portion| {
        let name = Some(name(checker.model(), history, portion));
        if verdict.is_valid() {
            return Part {
                name,
                ..Part::new("valid", portion.operations.len())
            };
        }
        let places = &portion.operations;
        let history = history.only(places);
        let verdict = checker.check(&history);
        let judging = Judging {
            checker,
            history: &history,
            places: Some(places),
        };
        Part {
            name,
            ..judging.part(&verdict, places.len())
        }
    });
    parts.collect()
}

/// Returns the only part there is.
pub(super) fn of_whole<M: Model + Clone + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
    verdict: &Verdict,
) -> Part {
    let judging = Judging {
        checker,
        history,
        places: None,
    };
    let outcomes = history
        .operations()
        .iter()
        .map(|operation| &operation.outcome);
    let count = outcomes
        .filter(|outcome| **outcome != Outcome::Failed)
        .count();
    judging.part(verdict, count)
}

/// Returns the part of each operation, plus 1. What failed is with the others of its key, if these are one
/// part.
fn part_of<Op, Ret>(history: &History<Op, Ret>, portions: &[Portion]) -> Vec<u32> {
    let mut part_of = vec![0; history.operations().len()];
    let mut of_key: HashMap<Option<&Value>, u32> = HashMap::new();
    for (part, portion) in (1..).zip(portions) {
        for place in &portion.operations {
            part_of[*place as usize] = part;
        }
        let key = history.operations()[portion.operations[0] as usize]
            .key
            .as_ref();
        of_key
            .entry(key)
            .and_modify(|part| *part = 0)
            .or_insert(part);
    }
    for (operation, part) in history.operations().iter().zip(&mut part_of) {
        if matches!(operation.outcome, Outcome::Failed) {
            *part = of_key.get(&operation.key.as_ref()).copied().unwrap_or(0);
        }
    }
    part_of
}

/// Returns the key of a part and, where the object has parts, what of it the first operation touches.
fn name<M: Model>(model: &M, history: &History<M::Op, M::Ret>, portion: &Portion) -> String {
    let first = &history.operations()[portion.operations[0] as usize];
    let part = match model.parts(&first.op) {
        Parts::Whole => None,
        Parts::One(part) => Some(shown(part)),
        Parts::Many(parts) => parts.first().copied().map(shown),
    };
    let joined = if portion.is_joined {
        " and what it is joined with"
    } else {
        ""
    };
    let part = part.map(|part| part + joined);
    let names = first.key.iter().map(ToString::to_string).chain(part);
    names.collect::<Vec<_>>().join(", ")
}

fn shown(part: &dyn Datum) -> String {
    match part.as_any().downcast_ref::<Value>() {
        Some(value) => value.to_string(),
        None => format!("{part:?}"),
    }
}

/// A part that is being judged.
struct Judging<'a, M: Model> {
    checker: &'a Checker<M>,
    history: &'a History<M::Op, M::Ret>,
    /// The places of its operations in the whole; none if it is the whole.
    places: Option<&'a [u32]>,
}

impl<M: Model + Clone + Sync> Judging<'_, M> {
    fn part(&self, verdict: &Verdict, operations: usize) -> Part {
        let engine = verdict.used().first().map(|used| used.engine);
        let part = Part {
            engine,
            ..Part::new(verdict.name(), operations)
        };
        match verdict {
            Verdict::Valid(witness) => Part {
                // The order of the whole stands beside its parts.
                order: self.places.map(|_| self.whole(witness.order())),
                ..part
            },
            Verdict::Invalid(counterexample) => Part {
                order: order_before(self.checker.model(), self.history, counterexample)
                    .map(|order| self.whole(&order)),
                why: Some(self.why(counterexample)),
                ..part
            },
            Verdict::Unknown(limit) => Part {
                limit: Some(limit.to_string()),
                ..part
            },
        }
    }

    fn why(&self, counterexample: &Counterexample) -> Why {
        let configurations = counterexample.configurations.iter();
        Why {
            sentence: counterexample.sentence(),
            operation: self.place(counterexample.operation),
            event: counterexample.event,
            earlier: counterexample.prefix == Prefix::Sufficient && counterexample.proof.is_none(),
            named: self.whole(&counterexample.named),
            configurations: configurations
                .map(|reached| Configuration {
                    after: reached.after.clone(),
                    linearized: self.whole(&reached.linearized),
                    state: reached.state.clone(),
                    blocks: reached.blocks.clone(),
                    blocked: reached.blocked.map(|place| self.place(place)),
                })
                .collect(),
            states_left_out: counterexample.states_left_out,
            partly: counterexample.explored == Explored::Partly,
            lines: counterexample.contradiction.clone(),
            links: counterexample
                .proof
                .as_ref()
                .map_or(Vec::new(), |proof| self.links(proof)),
            text: counterexample.to_string(),
        }
    }

    fn links(&self, proof: &Contradiction) -> Vec<Link> {
        use lockstep_checker::Why;
        let links = proof.cycle.iter().map(|link| Link {
            from: self.place(link.from),
            to: self.place(link.to),
            why: match link.why {
                Why::Program => "same process",
                Why::ReadsFrom => "is read by",
                Why::Seen { .. } => "is overwritten by",
                Why::Overwritten { .. } => "is read before",
            },
        });
        links.collect()
    }

    /// Returns the place in the whole history of an operation of the part.
    fn place(&self, operation: u32) -> u32 {
        self.places
            .map_or(operation, |places| places[operation as usize])
    }

    fn whole(&self, operations: &[u32]) -> Vec<u32> {
        operations
            .iter()
            .map(|operation| self.place(*operation))
            .collect()
    }
}
