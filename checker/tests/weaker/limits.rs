use lockstep_checker::{Checker, Limit, Limits, Property, Stop, Unfit, Verdict};
use lockstep_history::{Event, History};
use lockstep_models::RegisterOp::{Cas, Read, Write};
use lockstep_models::RegisterRet::{Done, Got};
use lockstep_models::{CasRegister, Counter, CounterOp, CounterRet, RegisterOp, RegisterRet};

use crate::replicas::Registers;

/// Lets processes do operations, one after the other.
fn registers(operations: &[(u64, RegisterOp<u8>, RegisterRet<u8>)]) -> Registers {
    let events = operations.iter().flat_map(|(process, op, ret)| {
        [
            Event::Invoke(*process, op.clone()),
            Event::Ok(*process, ret.clone()),
        ]
    });
    History::from_events(events).expect("each returns before it goes on")
}

/// Returns the operation that does not fit, and why.
fn unfit(history: &Registers) -> (u32, Unfit) {
    match Checker::causal(CasRegister::new(0)).check(history) {
        Verdict::Unknown(Limit::Unfit { operation, why, .. }) => (operation, why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_swap_has_no_place_in_causal_consistency() {
    let history = registers(&[(0, Write(1), Done), (1, Cas(1, 2), Done)]);
    assert_eq!(unfit(&history), (1, Unfit::NoAccess));
}

#[test]
fn a_value_that_was_read_and_written_twice_has_no_origin() {
    let history = registers(&[(0, Write(1), Done), (1, Write(1), Done), (2, Read, Got(1))]);
    assert_eq!(unfit(&history), (1, Unfit::WrittenTwice));
}

#[test]
fn a_value_that_was_read_there_at_the_start_and_written_has_no_origin() {
    let history = registers(&[(0, Write(0), Done), (1, Read, Got(0))]);
    assert_eq!(unfit(&history), (0, Unfit::WrittenAtTheStart));
}

#[test]
fn a_value_that_nobody_read_may_be_written_as_often_as_one_likes() {
    let history = registers(&[(0, Write(1), Done), (1, Write(1), Done), (2, Read, Got(0))]);
    assert!(
        Checker::causal(CasRegister::new(0))
            .check(&history)
            .is_valid()
    );
}

#[test]
fn what_does_not_fit_is_said() {
    let history = registers(&[(0, Write(1), Done), (1, Cas(1, 2), Done)]);
    let Verdict::Unknown(limit) = Checker::causal(CasRegister::new(0)).check(&history) else {
        panic!("it does not fit");
    };
    assert_eq!(
        limit.to_string(),
        "it is decided for reads and writes of values written once: what process 1 did in event 2 is \
         neither a read nor a write of one register"
    );
}

/// A counter that eight processes add different amounts to, and one reads what no order makes.
fn sums() -> History<CounterOp, CounterRet> {
    let adds = (0..8).flat_map(|process| {
        let add = CounterOp::Add(1 << process);
        [
            Event::Invoke(process, add),
            Event::Ok(process, CounterRet::Done),
        ]
    });
    let reads = [300, 5].into_iter().flat_map(|seen| {
        [
            Event::Invoke(8, CounterOp::Read),
            Event::Ok(8, CounterRet::Got(seen)),
        ]
    });
    History::from_events(adds.chain(reads)).expect("each returns before it goes on")
}

fn judge(limits: Limits) -> Verdict {
    Checker::sequential(Counter::new())
        .limits(limits)
        .check(&sums())
}

#[test]
fn a_limit_of_configurations_is_unknown() {
    let limits = Limits {
        configurations: 100,
        ..Limits::default()
    };
    assert_eq!(
        judge(limits),
        Verdict::Unknown(Limit::Configurations { count: 100 })
    );
    assert!(judge(Limits::default()).counterexample().is_some());
}

#[test]
fn a_limit_of_memory_is_unknown() {
    let limits = Limits {
        memory_bytes: 1 << 10,
        ..Limits::default()
    };
    assert_eq!(
        judge(limits),
        Verdict::Unknown(Limit::Memory { bytes: 1 << 10 })
    );
}

#[test]
fn a_stop_is_unknown() {
    let limits = Limits {
        stop: Stop::never(),
        ..Limits::default()
    };
    limits.stop.now();
    assert_eq!(judge(limits.clone()), Verdict::Unknown(Limit::Time));
    let history = registers(&[(0, Write(1), Done), (1, Read, Got(1))]);
    for property in [
        Property::Sequential,
        Property::Causal,
        Property::CausalConvergence,
    ] {
        let checker = Checker::of(CasRegister::new(0), property).limits(limits.clone());
        assert_eq!(checker.check(&history), Verdict::Unknown(Limit::Time));
    }
}

#[test]
#[should_panic(expected = "nobody knows whether it is causally consistent")]
fn unknown_is_no_pass() {
    Checker::causal(CasRegister::new(0)).assert(&registers(&[(1, Cas(0, 2), Done)]));
}

#[test]
fn a_history_of_nothing_is_consistent() {
    for property in [
        Property::Sequential,
        Property::Causal,
        Property::CausalConvergence,
    ] {
        assert!(
            Checker::of(CasRegister::new(0), property)
                .check(&registers(&[]))
                .is_valid()
        );
    }
}
