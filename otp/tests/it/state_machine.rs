mod connection;
mod script;
mod timeouts;

use std::time::Duration;

use lockstep_otp::{
    self as otp, CALL_TIMEOUT, CallError, ExitReason, Machine, StartError, StartOptions,
    StateMachine,
};

use crate::search::{always, failure};
use script::{Script, act, log};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn events_of_its_own_come_before_those_that_have_arrived() {
    always(|| {
        let machine = Script::start("idle").unwrap();
        machine.cast(act("first", |_, context| {
            context.machine().cast(act("arrived", |_, _| ()));
            context.next_event(act("own", |_, context| {
                context.next_event(act("own of own", |_, _| ()));
            }));
            context.next_event(act("second own", |_, _| ()));
        }));
        otp::sleep(SECOND);
        let events = ["first", "own", "own of own", "second own", "arrived"];
        let events = events.map(|event| format!("{event} in idle"));
        let entered = "idle from idle".to_owned();
        assert_eq!(log(machine), [vec![entered], events.to_vec()].concat());
    });
}

#[test]
fn postponed_events_come_again_in_another_state_in_their_order() {
    always(|| {
        let machine = Script::start("idle").unwrap();
        for name in ["a", "b"] {
            machine.cast(script::unless_in("busy", name));
        }
        machine.cast(act("same", |_, context| context.next_state("idle")));
        machine.cast(act("go", |_, context| {
            context.next_state("busy");
            context.next_event(act("own", |_, _| ()));
        }));
        machine.cast(act("last", |_, _| ()));
        let expected = [
            "idle from idle",
            "same in idle",
            "go in idle",
            "busy from idle",
            "own in busy",
            "a in busy",
            "b in busy",
            "last in busy",
        ];
        assert_eq!(log(machine), expected);
    });
}

#[test]
fn a_call_may_be_postponed_until_it_can_be_answered() {
    always(|| {
        let machine = Script::start("idle").unwrap();
        let later = act("go", |_, context| context.next_state("ready"));
        machine.cast_after(SECOND, later);
        let answer = machine.call(script::ask_in_ready);
        assert_eq!((answer, otp::now()), ("ready", SECOND));
    });
}

#[test]
fn a_machine_terminates_in_the_state_that_it_is_in() {
    always(|| {
        let mut inbox = otp::inbox();
        let watch = inbox.pid();
        let machine = Script::start("idle").unwrap();
        machine.cast(act("go", move |script, context| {
            script.tell_end = Some(watch);
            context.next_state("busy");
        }));
        machine.try_stop("enough", CALL_TIMEOUT).unwrap();
        assert_eq!(inbox.recv(), "enough in busy");
        let gone = machine.try_call(CALL_TIMEOUT, script::ask_in_ready);
        assert_eq!(gone, Err(CallError::Ended(ExitReason::NoProcess)));
    });
}

#[test]
fn a_machine_that_stops_itself_does_nothing_after_that() {
    always(|| {
        let mut inbox = otp::inbox();
        let watch = inbox.pid();
        let machine = Script::start("idle").unwrap();
        machine.cast(act("stop", move |script, context| {
            script.tell_end = Some(watch);
            context.next_state("busy");
            context.next_event(act("never", |_, _| panic!("it has stopped")));
            context.stop("bored");
        }));
        assert_eq!(inbox.recv(), "bored in idle");
    });
}

#[test]
fn a_machine_has_a_name_and_may_not_want_to_start() {
    always(|| {
        let options = StartOptions::new().name("machine").link();
        let machine = Script::start_with(options, "idle").unwrap();
        assert_eq!(Machine::named("machine"), Some(machine));
        assert_eq!(Machine::at(machine.id()), machine);
        let refused = Script::start_link("nowhere");
        assert_eq!(refused, Err(StartError::Failed("no such state".into())));
    });
}

#[test]
fn a_machine_is_told_of_the_end_of_others() {
    always(|| {
        let machine = Script::start("idle").unwrap();
        let watched = otp::spawn::<()>(|mut inbox| inbox.recv());
        machine.cast(act("watch", move |_, context| {
            context.monitor(watched, |_| act("down", |_, _| ()));
            context.trap_exit(|_| act("exit", |_, _| ()));
            otp::spawn_link::<()>(|_| otp::quit("tired"));
        }));
        otp::sleep(SECOND);
        watched.send(());
        otp::sleep(SECOND);
        let expected = [
            "idle from idle",
            "watch in idle",
            "exit in idle",
            "down in idle",
        ];
        assert_eq!(log(machine), expected);
    });
}

#[test]
fn a_machine_that_enters_a_state_stays_in_it() {
    let said = failure(|| {
        let machine = Script::start("idle").unwrap();
        machine.cast(act("go", |_, context| context.next_state("restless")));
        otp::sleep(SECOND);
    })
    .to_string();
    let says = "a machine that enters a state can only set timers and stop";
    assert!(said.contains(says), "{said}");
}
