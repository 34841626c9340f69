use lockstep_checker::{Checker, Pattern, Property, Verdict};
use lockstep_history::{Event, History, Value};
use lockstep_models::CasRegister;
use lockstep_models::RegisterOp::{Read, Write};
use lockstep_models::RegisterRet::{Done, Got};
use lockstep_models::{RegisterOp, RegisterRet};

use crate::replicas::Registers;

/// Reads a history of registers that hold 0 first: a line a process, one operation after the other.
pub(crate) fn history(text: &str) -> Registers {
    let mut events: Vec<Event<RegisterOp<u8>, RegisterRet<u8>>> = Vec::new();
    let mut keys = Vec::new();
    for (process, line) in (0_u64..).zip(text.trim().lines()) {
        for word in line.split_whitespace() {
            let (register, tail) = word.split_at(1);
            let (sign, value) = tail.split_at(1);
            let value = value.parse().expect("a number");
            let (op, ret) = match sign {
                "=" => (Write(value), Done),
                "?" => (Read, Got(value)),
                other => panic!("{other} is neither = nor ?"),
            };
            events.extend([Event::Invoke(process, op), Event::Ok(process, ret)]);
            keys.push(Value::from(register));
        }
    }
    let mut keys = keys.into_iter();
    History::from_events(events)
        .expect("each returns before it goes on")
        .with_keys(|_| keys.next())
}

/// Returns the pattern for which the property refuses the history; `None` if it holds.
fn refused(property: Property, text: &str) -> Option<Pattern> {
    match Checker::of(CasRegister::new(0), property).check(&history(text)) {
        Verdict::Valid(_) => None,
        Verdict::Invalid(counterexample) => {
            let contradiction = counterexample.proof.expect("it is told");
            Some(contradiction.pattern)
        }
        Verdict::Unknown(limit) => panic!("{limit}"),
    }
}

/// Says for which pattern the history is refused as sequential, as causal memory, as convergent.
fn refusals(text: &str) -> [Option<Pattern>; 3] {
    let properties = [
        Property::Sequential,
        Property::Causal,
        Property::CausalConvergence,
    ];
    properties.map(|property| refused(property, text))
}

#[test]
fn store_buffering_is_causal_and_not_sequential() {
    let text = "
        x=1 y?0
        y=1 x?0";
    assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), None, None]);
}

#[test]
fn message_passing_respects_causes() {
    let text = "
        x=1 y=1
        y?1 x?0";
    let stale = Some(Pattern::WriteCOInitRead);
    assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), stale, stale]);
}

#[test]
fn independent_reads_of_independent_writes_are_causal_and_not_sequential() {
    let text = "
        x=1
        y=1
        x?1 y?0
        y?1 x?0";
    assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), None, None]);
}

#[test]
fn load_buffering_is_its_own_cause() {
    let text = "
        x?1 y=1
        y?1 x=1";
    let cyclic = Some(Pattern::CyclicCO);
    assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), cyclic, cyclic]);
}

#[test]
fn what_was_overwritten_by_a_cause_is_not_read() {
    let text = "
        x=1 x=2
        x?2 x?1";
    let stale = Some(Pattern::WriteCORead);
    assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), stale, stale]);
}

#[test]
fn a_value_out_of_thin_air_fits_nothing() {
    assert_eq!(refusals("x?7"), [Some(Pattern::ThinAirRead); 3]);
}

#[test]
fn iriw_on_one_register_is_causal_memory_and_does_not_converge() {
    // Two processes see two writes, of which none is a cause of the other, in different orders.
    let text = "
        x=1
        x=2
        x?1 x?2
        x?2 x?1";
    let cyclic = Some(Pattern::CyclicCF);
    assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), None, cyclic]);
}

/// The histories by which Bouajjani, Enea, Guerraoui and Hamza (POPL 2017) tell the criteria apart.
mod of_the_paper_on_verifying_causal_consistency {
    use super::*;

    #[test]
    fn two_that_see_each_other_last_are_causal_memory_and_do_not_converge() {
        let text = "
            x=1 x?2
            x=2 x?1";
        let cyclic = Some(Pattern::CyclicCF);
        assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), None, cyclic]);
    }

    #[test]
    fn what_one_reads_can_converge_and_be_no_causal_memory() {
        let text = "
            z=1 x=1 y=1
            x=2 z?0 y?1 x?2";
        let late = Some(Pattern::WriteHBInitRead);
        assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), late, None]);
    }

    #[test]
    fn one_that_changes_its_mind_twice_is_neither() {
        let text = "
            x=1
            x=2 x?1 x?2";
        let sequential = Some(Pattern::CyclicOrder);
        let [memory, converging] = [Pattern::CyclicHB, Pattern::CyclicCF].map(Some);
        assert_eq!(refusals(text), [sequential, memory, converging]);
    }

    #[test]
    fn two_that_see_nothing_of_each_other_are_both_and_not_sequential() {
        let text = "
            x=1 y?0 y=1 x?1
            x=2 y?0 y=2 x?2";
        assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), None, None]);
    }

    #[test]
    fn a_cause_that_is_overwritten_by_its_effect_is_seen_by_nobody() {
        let text = "
            x=1 y=1
            y?1 x=2
            x?2 x?1";
        let stale = Some(Pattern::WriteCORead);
        assert_eq!(refusals(text), [Some(Pattern::CyclicOrder), stale, stale]);
    }
}

#[test]
fn one_order_for_each_register_is_not_one_for_both() {
    let text = "
        x=1 y=2
        y=1 x=2
        x?2 x?1
        y?2 y?1";
    assert!(refused(Property::Sequential, text).is_some());
    assert_eq!(refused(Property::Sequential, "x=1\nx=2\nx?2 x?1"), None);
    assert_eq!(refused(Property::Sequential, "y=2\ny=1\ny?2 y?1"), None);
}
