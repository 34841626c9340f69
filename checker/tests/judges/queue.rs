use lockstep_checker::judges::{Drain, Finding, Judge, Report, TotalQueue};
use lockstep_history::{History, Outcome};
use lockstep_models::{PoolRet, QueueOp, UnorderedQueue};

use crate::histories::Below;
use crate::random::{Met, answered, assert_refused, done, failed, histories};

type Queue<const N: u8> = History<QueueOp<Below<N>>, PoolRet<Below<N>>>;

/// What is expected of one element: (came out before it was put in, came out too often, missing, inside).
type Counts = (u64, u64, u64, u64);

/// Counts one element by following it through the events, one after the other.
fn follow<const N: u8>(history: &Queue<N>, element: Below<N>, initial: u64, end: Drain) -> Counts {
    let last_empty = answered(history)
        .filter(|(_, ret)| **ret == PoolRet::Empty)
        .map(|(dequeue, _)| dequeue.invoked)
        .max();
    let (mut put_in, mut taken) = (initial, 0);
    let (mut unexpected, mut duplicated) = (0, 0);
    for event in 0..history.event_count() {
        for one in history.operations() {
            let puts = one.op == QueueOp::Enqueue(element) && !failed(one);
            put_in += u64::from(puts && one.invoked == event);
            let got = one.outcome == Outcome::Done(Some(PoolRet::Got(element)));
            if got && one.op == QueueOp::Dequeue && one.completed == Some(event) {
                match put_in {
                    0 => unexpected += 1,
                    _ if taken == put_in => duplicated += 1,
                    _ => taken += 1,
                }
            }
        }
    }
    let puts = history.operations().iter();
    let puts = puts.filter(|one| one.op == QueueOp::Enqueue(element));
    let acknowledged: Vec<u32> = puts.filter_map(done).collect();
    let known_gone = |completed: &&u32| match end {
        Drain::AtTheEnd => true,
        Drain::Observed => last_empty.is_some_and(|empty| **completed < empty),
    };
    let at_first = match (end, last_empty) {
        (Drain::Observed, None) => 0,
        _ => initial,
    };
    let gone = at_first + acknowledged.iter().filter(known_gone).count() as u64;
    let missing = gone.saturating_sub(taken);
    let inside = (initial + acknowledged.len() as u64).saturating_sub(taken) - missing;
    (unexpected, duplicated, missing, inside)
}

/// Counts the dequeues that may have taken something unseen, before the queue was last found empty.
fn unseen<const N: u8>(history: &Queue<N>, end: Drain) -> u64 {
    let empties = answered(history).filter(|(_, ret)| **ret == PoolRet::Empty);
    let last = empties.max_by_key(|(dequeue, _)| dequeue.invoked);
    let before = match (end, last) {
        (Drain::Observed, Some((dequeue, _))) => dequeue.completed.expect("it was answered"),
        _ => u32::MAX,
    };
    let operations = history.operations().iter();
    let dequeues = operations.filter(|one| one.op == QueueOp::Dequeue && one.invoked < before);
    let unseen = dequeues.filter(|one| {
        matches!(
            one.outcome,
            Outcome::Unknown | Outcome::Done(None | Some(PoolRet::Done))
        )
    });
    unseen.count() as u64
}

fn agrees<const N: u8>(end: Drain) {
    let queue = UnorderedQueue::<Below<N>>::with_initial([Below(1)]);
    let mut met = Met::default();
    for (seed, history) in histories(&queue, 3_000) {
        let judge = TotalQueue::new().initial([Below(1)]).drain(end);
        let report = judge.judge(&history);
        let mut expected = (0, 0, 0, 0);
        for element in Below::all() {
            let initial = u64::from(element == Below(1));
            let (unexpected, duplicated, missing, inside) = follow(&history, element, initial, end);
            expected.0 += unexpected;
            expected.1 += duplicated;
            expected.2 += missing;
            expected.3 += inside;
        }
        let counted = (
            report.unexpected,
            report.duplicated,
            report.missing,
            report.inside,
        );
        assert_eq!(counted, expected, "seed {seed}");
        let lost = expected.2.saturating_sub(unseen(&history, end));
        assert_eq!(report.lost, lost, "seed {seed}");
        let finding = report.finding();
        met.count(&finding);
        match finding {
            Finding::Invalid if end == Drain::Observed => assert_refused(&queue, seed, &history),
            Finding::Invalid => {}
            _ => assert_eq!(report.lost + report.unexpected + report.duplicated, 0),
        }
    }
    if end == Drain::Observed {
        met.assert_all_often();
    }
}

#[test]
fn counts_distinct_elements_that_are_lost_duplicated_and_unexpected() {
    agrees::<12>(Drain::Observed);
}

#[test]
fn counts_equal_elements_each() {
    agrees::<2>(Drain::Observed);
}

#[test]
fn takes_the_queue_for_empty_at_the_end_where_that_is_said() {
    agrees::<12>(Drain::AtTheEnd);
}
