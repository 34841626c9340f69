use lockstep_checker::{Checker, Counterexample, Limits, Verdict, verify};
use lockstep_history::{History, Operation, Outcome};
use lockstep_models::Model;

/// How many configurations it may take to find an order of what came before a contradiction: it is an
/// ornament, and takes a second or two.
const CONFIGURATIONS: u64 = 300_000;

/// Returns an order in which what came before a contradiction can have taken effect, if one was found.
///
/// Operations have the results that they had, also those that were still open then.
pub(super) fn order_before<M: Model + Clone + Sync>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    counterexample: &Counterexample,
) -> Option<Vec<u32>> {
    if counterexample.proof.is_some() {
        return None;
    }
    let begun = |(place, operation): &(u32, &Operation<M::Op, M::Ret>)| {
        *place != counterexample.operation
            && operation.invoked < counterexample.event
            && operation.outcome != Outcome::Failed
    };
    let operations = (0..).zip(history.operations());
    let places: Vec<u32> = operations.filter(begun).map(|(place, _)| place).collect();
    let known = history.only(&places);
    let order = linearization(model, &known).or_else(|| {
        let order = linearization(model, &known.before(counterexample.event))?;
        stands(model, &known, &order).then_some(order)
    })?;
    Some(order.iter().map(|place| places[*place as usize]).collect())
}

fn linearization<M: Model + Clone + Sync>(
    model: &M,
    history: &History<M::Op, M::Ret>,
) -> Option<Vec<u32>> {
    let limits = Limits {
        configurations: CONFIGURATIONS,
        ..Limits::default()
    };
    // With a reference to the model all of the checker would be compiled once more.
    let checker = Checker::linearizable(model.clone());
    match checker.limits(limits).check(history) {
        Verdict::Valid(witness) => Some(witness.order().to_vec()),
        _ => None,
    }
}

/// Returns true if operations can have taken effect in this order with the results that they had: one
/// that was open may have been given another.
fn stands<M: Model>(model: &M, history: &History<M::Op, M::Ret>, order: &[u32]) -> bool {
    let mut places = order.to_vec();
    places.sort_unstable();
    let place = |operation: &u32| places.binary_search(operation);
    let order: Result<Vec<usize>, _> = order.iter().map(place).collect();
    let order = order.expect("each is among them").into_iter();
    let order: Vec<u32> = order
        .map(|place| u32::try_from(place).expect("it is a place"))
        .collect();
    verify(model, &history.only(&places), &order).is_ok()
}

#[cfg(test)]
mod tests {
    use lockstep_history::{Codec, Independent, Recording};
    use lockstep_models::{FifoQueue, Register};

    use super::*;

    /// Returns the order of what came before the contradiction.
    fn order<M>(model: M, notation: &str) -> Option<Vec<u32>>
    where
        M: Model + Clone + Sync + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret>,
    {
        let recording = Recording::from_notation(notation).expect("it is a history");
        let history = recording
            .decode(&model, Independent::No)
            .expect("it is of the model");
        let checker = Checker::linearizable(model);
        let verdict = checker.check(&history);
        assert_eq!(verdict.name(), "invalid");
        order_before(checker.model(), &history, verdict.counterexample()?)
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
