//! Layers so wide, or so deep, that several threads share them.

use std::num::NonZero;

use lockstep_checker::{Checker, Engine, Search, Verdict};
use lockstep_history::{Event, History};
use lockstep_models::PoolRet::{Done, Empty, Got};
use lockstep_models::QueueOp::{Dequeue, Enqueue};
use lockstep_models::{FifoQueue, PoolRet, QueueOp};

/// Seven values are put into a queue at once, in any of 5,040 orders, and taken out one by one:
///
/// ```text
/// 0  ├─ enqueue 0 ─┤   ├─ dequeue → 3 ─┤ ├─ dequeue → 1 ─┤ … ├─ dequeue → last ─┤
/// 1   ├─ enqueue 1 ─┤
/// 2    ├─ enqueue 2 ─┤
///            …
/// ```
fn queue_of_seven(last: PoolRet<u64>) -> History<QueueOp<u64>, PoolRet<u64>> {
    let invokes = (0..7).map(|value| Event::Invoke(value, Enqueue(value)));
    let returns = (0..7).map(|value| Event::Ok(value, Done));
    let answers = [3, 1, 4, 0, 5, 2].map(Got).into_iter().chain([last]);
    let dequeues = answers.flat_map(|answer| [Event::Invoke(0, Dequeue), Event::Ok(0, answer)]);
    let events = invokes.chain(returns).chain(dequeues);
    History::from_events(events).expect("each process returns before it goes on")
}

/// Eight values are put into a queue at once, and one is taken out before any of that has returned: on the
/// way to the first return there are more than a hundred thousand configurations, and one before it.
///
/// ```text
/// 0  ├───────── enqueue 0 ─────────┤
/// 1   ├───────── enqueue 1 ─────────┤
///                …
/// 8        ├─ dequeue → 3 ─┤          ├─ dequeue → 1 ─┤ … ├─ dequeue → last ─┤
/// ```
fn queue_of_eight_taken_early(last: PoolRet<u64>) -> History<QueueOp<u64>, PoolRet<u64>> {
    let invokes = (0..8).map(|value| Event::Invoke(value, Enqueue(value)));
    let returns = (0..8).map(|value| Event::Ok(value, Done));
    let dequeue = |answer| [Event::Invoke(8, Dequeue), Event::Ok(8, answer)];
    let answers = [1, 4, 0, 5, 2, 7].map(Got).into_iter().chain([last]);
    let events = (invokes.chain(dequeue(Got(3))))
        .chain(returns)
        .chain(answers.flat_map(dequeue));
    History::from_events(events).expect("each process returns before it goes on")
}

fn judge(last: PoolRet<u64>, threads: usize) -> Verdict {
    judge_all(&queue_of_seven(last), threads)
}

fn judge_all(history: &History<QueueOp<u64>, PoolRet<u64>>, threads: usize) -> Verdict {
    Checker::linearizable(FifoQueue::new())
        .engine(Engine::Search)
        .search(Search::Layers)
        .threads(NonZero::new(threads).expect("a test names more than none"))
        .check(history)
}

#[test]
fn finds_the_one_order_among_five_thousand() {
    let verdict = judge(Got(6), 2);
    let Verdict::Valid(witness) = &verdict else {
        panic!("{verdict:?}")
    };
    assert_eq!(witness.order()[..7], [3, 1, 4, 0, 5, 2, 6]);
}

#[test]
fn refuses_an_order_that_loses_a_value() {
    let verdict = judge(Empty, 2);
    let counterexample = verdict.counterexample().expect("6 is still there");
    assert_eq!(counterexample.event, 27);
    assert_eq!(counterexample.configurations[0].state, "the queue holds 6");
}

#[test]
fn says_the_same_with_one_two_and_eight_threads() {
    for last in [Got(6), Empty] {
        let alone = judge(last.clone(), 1);
        assert_eq!(judge(last.clone(), 2), alone);
        assert_eq!(judge(last, 8), alone);
    }
}

#[test]
fn says_the_same_of_a_deep_layer_with_one_two_and_eight_threads() {
    for (last, is_valid) in [(Got(6), true), (Empty, false)] {
        let history = queue_of_eight_taken_early(last);
        let alone = judge_all(&history, 1);
        assert_eq!(alone.is_valid(), is_valid);
        assert_eq!(judge_all(&history, 2), alone);
        assert_eq!(judge_all(&history, 8), alone);
    }
}
