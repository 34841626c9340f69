//! What a check answers that reaches a limit.

use lockstep_checker::{Checker, Engine, Limit, Limits, Prefix, Search, Stop, Verdict};
use lockstep_history::{Event, History, Value};
use lockstep_models::PoolRet::{Done, Got};
use lockstep_models::QueueOp::{Dequeue, Enqueue};
use lockstep_models::{FifoQueue, PoolRet, QueueOp};

type Queue = History<QueueOp<u64>, PoolRet<u64>>;

/// Eight values are put into a queue at once and never taken out, which has 40,320 orders; after
/// that a value is taken from another queue that nobody put there:
///
/// ```text
/// 0  ├─ enqueue 0 ─┤
/// 1   ├─ enqueue 1 ─┤
///           …
/// 8                     ├─ dequeue → 9 ─┤
/// ```
fn two_queues() -> Queue {
    let invokes = (0..8).map(|value| Event::Invoke(value, Enqueue(value)));
    let returns = (0..8).map(|value| Event::Ok(value, Done));
    let wrong = [Event::Invoke(8, Dequeue), Event::Ok(8, Got(9))];
    let events = invokes.chain(returns).chain(wrong);
    let history = History::from_events(events).expect("each process returns before it goes on");
    history.with_keys(|operation| Some(Value::Int((operation.process / 8).cast_signed())))
}

fn one_queue() -> Queue {
    two_queues().with_keys(|_| None)
}

fn judge(history: &Queue, limits: Limits) -> Verdict {
    let checker = Checker::linearizable(FifoQueue::new()).engine(Engine::Search);
    checker.search(Search::Layers).limits(limits).check(history)
}

#[test]
fn a_limit_of_configurations_is_unknown() {
    let limits = Limits {
        configurations: 1_000,
        ..Limits::default()
    };
    let limit = Limit::Configurations { count: 1_000 };
    assert_eq!(judge(&one_queue(), limits), Verdict::Unknown(limit));
}

#[test]
fn a_limit_of_memory_is_unknown() {
    let limits = Limits {
        memory_bytes: 1 << 20,
        ..Limits::default()
    };
    let limit = Limit::Memory { bytes: 1 << 20 };
    assert_eq!(judge(&one_queue(), limits), Verdict::Unknown(limit));
}

#[test]
fn a_stop_is_unknown() {
    let limits = Limits {
        stop: Stop::never(),
        ..Limits::default()
    };
    limits.stop.now();
    assert_eq!(judge(&one_queue(), limits), Verdict::Unknown(Limit::Time));
}

#[test]
#[should_panic(expected = "the limit of 1000 configurations was reached")]
fn unknown_is_no_pass() {
    let limits = Limits {
        configurations: 1_000,
        ..Limits::default()
    };
    let checker = Checker::linearizable(FifoQueue::new())
        .engine(Engine::Search)
        .search(Search::Layers);
    checker.limits(limits).assert(&one_queue());
}

#[test]
fn invalid_beats_unknown_but_does_not_claim_to_be_the_first() {
    let limits = Limits {
        configurations: 1_000,
        ..Limits::default()
    };
    let verdict = judge(&two_queues(), limits);
    let counterexample = verdict.counterexample().expect("nobody put 9 there");
    assert_eq!(counterexample.key.as_deref(), Some("1"));
    assert_eq!(counterexample.prefix, Prefix::Sufficient);
    let verdict = judge(&two_queues(), Limits::default());
    let counterexample = verdict.counterexample().expect("nobody put 9 there");
    assert_eq!(counterexample.prefix, Prefix::Shortest);
}
