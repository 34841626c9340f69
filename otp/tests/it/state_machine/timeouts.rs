use std::time::Duration;

use lockstep_otp::{self as otp, Machine, StateMachine};

use super::SECOND;
use super::script::{Script, act, log};
use crate::search::{always, outcomes};

fn started() -> Machine<Script> {
    Script::start("idle").unwrap()
}

/// Returns what is noted after the entry into the first state.
#[track_caller]
fn noted(machine: Machine<Script>) -> Vec<String> {
    log(machine).split_off(1)
}

#[test]
fn a_state_timeout_fires_in_its_state() {
    always(|| {
        let machine = started();
        machine.cast(act("set", |_, context| {
            context.next_state("busy");
            context.state_timeout(SECOND, act("timeout", |_, _| ()));
        }));
        otp::sleep(SECOND / 2);
        machine.cast(act("other", |_, context| context.next_state("busy")));
        otp::sleep(SECOND);
        let expected = [
            "set in idle",
            "busy from idle",
            "other in busy",
            "timeout in busy",
        ];
        assert_eq!(noted(machine), expected);
    });
}

#[test]
fn a_state_timeout_is_stopped_by_another_state_and_by_another_one() {
    always(|| {
        let machine = started();
        machine.cast(act("set", |_, context| {
            context.state_timeout(SECOND, act("never", |_, _| ()));
            context.state_timeout(2 * SECOND, act("neither", |_, _| ()));
        }));
        otp::sleep(3 * SECOND / 2);
        machine.cast(act("go", |_, context| context.next_state("busy")));
        otp::sleep(3 * SECOND);
        let expected = ["set in idle", "go in idle", "busy from idle"];
        assert_eq!(noted(machine), expected);
    });
}

#[test]
fn an_event_timeout_is_stopped_by_any_event() {
    always(|| {
        let machine = started();
        let set = || {
            act("set", |_, context| {
                context.event_timeout(SECOND, act("timeout", |_, _| ()));
            })
        };
        machine.cast(set());
        otp::sleep(SECOND / 2);
        machine.cast(act("other", |_, _| ()));
        otp::sleep(2 * SECOND);
        machine.cast(set());
        otp::sleep(2 * SECOND);
        let expected = [
            "set in idle",
            "other in idle",
            "set in idle",
            "timeout in idle",
        ];
        assert_eq!(noted(machine), expected);
    });
}

#[test]
fn a_named_timeout_fires_in_whatever_state_unless_it_is_stopped() {
    always(|| {
        let machine = started();
        machine.cast(act("set", |_, context| {
            for name in ["a", "b", "c"] {
                context.timeout(name, SECOND, act(name, |_, _| ()));
            }
            context.timeout("b", 2 * SECOND, act("b again", |_, _| ()));
            context.cancel_timeout("c");
            context.next_state("busy");
        }));
        otp::sleep(3 * SECOND);
        let expected = [
            "set in idle",
            "busy from idle",
            "a in busy",
            "b again in busy",
        ];
        assert_eq!(noted(machine), expected);
    });
}

#[test]
fn a_timeout_of_no_time_comes_before_what_arrives() {
    always(|| {
        let machine = started();
        machine.cast(act("set", |_, context| {
            context.machine().cast(act("arrived", |_, _| ()));
            context.state_timeout(Duration::ZERO, act("timeout", |_, _| ()));
            context.event_timeout(Duration::ZERO, act("never", |_, _| ()));
            context.next_event(act("own", |_, _| ()));
        }));
        otp::sleep(SECOND);
        let expected = [
            "set in idle",
            "own in idle",
            "timeout in idle",
            "arrived in idle",
        ];
        assert_eq!(noted(machine), expected);
    });
}

#[test]
fn a_timeout_that_has_arrived_before_it_is_stopped_is_none() {
    always(|| {
        let machine = started();
        machine.cast(act("set", |_, context| {
            context.state_timeout(SECOND, act("never", |_, _| ()));
        }));
        machine.cast(act("slow", |_, context| {
            otp::sleep(2 * SECOND);
            context.cancel_state_timeout();
        }));
        otp::sleep(3 * SECOND);
        assert_eq!(noted(machine), ["set in idle", "slow in idle"]);
    });
}

#[test]
fn a_timeout_and_an_event_in_the_same_instant_come_in_either_order() {
    let seen = outcomes(|| {
        let machine = started();
        machine.cast(act("set", |_, context| {
            context.timeout("a", SECOND, act("timeout", |_, _| ()));
        }));
        machine.cast_after(SECOND, act("event", |_, _| ()));
        otp::sleep(2 * SECOND);
        noted(machine)
    });
    assert_eq!(seen.len(), 2);
}
