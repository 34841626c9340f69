use std::collections::HashMap;

use lockstep_checker::{
    Checker, Contradiction, Counterexample, Explored, Limits, Portion, Prefix, Verdict, partition,
    verify,
};
use lockstep_history::{History, Operation, Outcome, Value};
use lockstep_models::{Datum, Model, Parts};

use crate::history::data::{Configuration, Link, Part, Why};
use crate::history::operations::Operations;

/// Returns the parts of a history that can be judged by themselves, with a verdict each.
pub(super) fn of_portions<M: Model + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
    verdict: &Verdict,
    operations: &mut Operations,
) -> Vec<Part> {
    let portions = partition(checker.model(), history);
    if portions.len() < 2 {
        return of_whole(checker, history, verdict);
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
pub(super) fn of_whole<M: Model + Sync>(
    checker: &Checker<M>,
    history: &History<M::Op, M::Ret>,
    verdict: &Verdict,
) -> Vec<Part> {
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
    let part = judging.part(verdict, count);
    vec![Part {
        order: part.order.filter(|_| !verdict.is_valid()),
        ..part
    }]
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

/// How many configurations it may take to find an order of what came before a contradiction: it is an
/// ornament, and takes a second or two.
const CONFIGURATIONS: u64 = 300_000;

/// A part that is being judged.
struct Judging<'a, M: Model> {
    checker: &'a Checker<M>,
    history: &'a History<M::Op, M::Ret>,
    /// The places of its operations in the whole; none if it is the whole.
    places: Option<&'a [u32]>,
}

impl<M: Model + Sync> Judging<'_, M> {
    fn part(&self, verdict: &Verdict, operations: usize) -> Part {
        let engine = verdict.used().first().map(|used| used.engine);
        let part = Part {
            engine,
            ..Part::new(verdict.name(), operations)
        };
        match verdict {
            Verdict::Valid(witness) => Part {
                order: Some(self.whole(witness.order())),
                ..part
            },
            Verdict::Invalid(counterexample) => Part {
                order: self.order_before(counterexample),
                why: Some(self.why(counterexample)),
                ..part
            },
            Verdict::Unknown(limit) => Part {
                limit: Some(limit.to_string()),
                ..part
            },
        }
    }

    /// Returns a linearization of what came before the contradiction, if there is one.
    fn order_before(&self, counterexample: &Counterexample) -> Option<Vec<u32>> {
        if counterexample.proof.is_some() {
            return None;
        }
        let begun = |(place, operation): &(u32, &Operation<M::Op, M::Ret>)| {
            *place != counterexample.operation
                && operation.invoked < counterexample.event
                && operation.outcome != Outcome::Failed
        };
        let operations = (0..).zip(self.history.operations());
        let places: Vec<u32> = operations.filter(begun).map(|(place, _)| place).collect();
        let known = self.history.only(&places);
        let order = self.linearization(&known).or_else(|| {
            let order = self.linearization(&known.before(counterexample.event))?;
            self.stands(&known, &order).then_some(order)
        })?;
        let whole = order
            .iter()
            .map(|place| self.place(places[*place as usize]));
        Some(whole.collect())
    }

    fn linearization(&self, history: &History<M::Op, M::Ret>) -> Option<Vec<u32>> {
        let limits = Limits {
            configurations: CONFIGURATIONS,
            ..Limits::default()
        };
        let checker = Checker::linearizable(self.checker.model()).limits(limits);
        match checker.check(history) {
            Verdict::Valid(witness) => Some(witness.order().to_vec()),
            _ => None,
        }
    }

    /// Returns true if operations can have taken effect in this order with the results that they had: one
    /// that was open may have been given another.
    fn stands(&self, history: &History<M::Op, M::Ret>, order: &[u32]) -> bool {
        let mut places = order.to_vec();
        places.sort_unstable();
        let place = |operation: &u32| places.binary_search(operation);
        let order: Result<Vec<usize>, _> = order.iter().map(place).collect();
        let order = order.expect("each is among them").into_iter();
        let order: Vec<u32> = order
            .map(|place| u32::try_from(place).expect("it is a place"))
            .collect();
        verify(self.checker.model(), &history.only(&places), &order).is_ok()
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

#[cfg(test)]
mod tests {
    use lockstep_history::{Codec, Independent, Recording};
    use lockstep_models::{FifoQueue, Register};

    use super::*;

    /// Returns the order of what came before the contradiction.
    fn order<M>(model: M, notation: &str) -> Option<Vec<u32>>
    where
        M: Model + Sync + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret>,
    {
        let recording = Recording::from_notation(notation).expect("it is a history");
        let history = recording
            .decode(&model, Independent::No)
            .expect("it is of the model");
        let checker = Checker::linearizable(model);
        let verdict = checker.check(&history);
        assert_eq!(verdict.name(), "invalid");
        of_whole(&checker, &history, &verdict).remove(0).order
    }

    #[test]
    fn what_failed_later_takes_no_effect_before() {
        let order = order(
            Register::<i64>::new(9),
            "1 invoke write 2
             4 invoke write 2
             2 invoke read
             2 ok read 2
             3 invoke read
             3 ok read 9
             1 fail write 2
             4 ok write 2",
        );
        assert_eq!(order, Some(vec![1, 2]));
    }

    #[test]
    fn what_was_open_has_the_result_that_it_had_later() {
        let order = order(
            FifoQueue::<i64>::default(),
            "0 invoke enqueue 1
             0 ok enqueue 1
             0 invoke enqueue 2
             0 ok enqueue 2
             1 invoke dequeue
             4 invoke dequeue
             2 invoke dequeue
             2 ok dequeue 2
             3 invoke dequeue
             3 ok dequeue 1
             1 ok dequeue null
             4 ok dequeue 1",
        );
        // The dequeue of process 1 found nothing, so it is not it that took 1.
        assert_eq!(order, Some(vec![0, 1, 3, 4, 2]));
    }
}
