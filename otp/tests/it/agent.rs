use std::rc::Rc;
use std::time::Duration;

use lockstep_otp::{
    self as otp, Agent, CALL_TIMEOUT, CallError, ExitReason, StartError, StartOptions,
};

use crate::search::{always, assert_found};

#[test]
fn functions_are_done_in_the_order_in_which_one_process_sends_them() {
    always(|| {
        let agent = Agent::start(|| vec![1]).unwrap();
        agent.cast(|all| all.push(2));
        agent.update(|all| all.push(3));
        assert_eq!(agent.get_and_update(|all| all.remove(0)), 1);
        assert_eq!(agent.get(Vec::clone), [2, 3]);
    });
}

#[test]
fn an_agent_may_hold_what_cannot_be_sent() {
    always(|| {
        let agent = Agent::start(|| Rc::new(1)).unwrap();
        assert_eq!(agent.get(|one| **one), 1);
    });
}

#[test]
fn an_agent_is_stopped_for_a_reason() {
    always(|| {
        let agent = Agent::start(|| 0).unwrap();
        agent.try_stop("enough", CALL_TIMEOUT).unwrap();
        let late = agent.try_get_and_update(CALL_TIMEOUT, |number| *number);
        assert_eq!(late, Err(CallError::Ended(ExitReason::NoProcess)));
    });
}

#[test]
fn a_function_that_takes_too_long_may_change_the_value_yet() {
    always(|| {
        let agent = Agent::start(|| 0).unwrap();
        let second = Duration::from_secs(1);
        let late = agent.try_get_and_update(second, |number| {
            otp::sleep(Duration::from_secs(2));
            *number += 1;
        });
        assert_eq!(late, Err(CallError::Timeout(second)));
        assert_eq!(agent.get(|number| *number), 1);
    });
}

#[test]
fn a_function_that_panics_ends_the_agent() {
    always(|| {
        otp::Settings::new().crashes_are_exits(true).configure();
        let agent = Agent::start(|| 0).unwrap();
        let answer: Result<(), _> = agent.try_get_and_update(CALL_TIMEOUT, |_| panic!("ouch"));
        assert!(answer.unwrap_err().to_string().contains("ouch"));
        assert!(!otp::alive(agent));
    });
}

#[test]
fn one_of_two_agents_that_are_to_have_a_name_has_it() {
    always(|| {
        let start = || Agent::start_with(StartOptions::new().name("cache"), || 0);
        let mut inbox = otp::inbox();
        let done = inbox.pid();
        otp::spawn::<()>(move |_| done.send(start()));
        let started = [start(), inbox.recv()];
        let cache = Agent::named("cache").unwrap();
        assert!(started.contains(&Ok(cache)));
        assert!(started.contains(&Err(StartError::AlreadyStarted(cache.id()))));
    });
}

/// Lets three callers take one of two tokens, and returns how many have got one.
fn taken(take: fn(Agent<u32>) -> bool) -> usize {
    let tokens = Agent::start_link(|| 2).unwrap();
    let mut inbox = otp::inbox();
    let done = inbox.pid();
    for _ in 0..3 {
        otp::spawn_link::<()>(move |_| done.send(take(tokens)));
    }
    (0..3).filter(|_| inbox.recv()).count()
}

#[test]
fn a_limit_is_overrun_that_is_checked_before_it_is_counted() {
    assert_found("too many have got in", 50, || {
        let taken = taken(|tokens| {
            let is_free = tokens.get(|left| *left > 0);
            if is_free {
                tokens.update(|left| *left = left.saturating_sub(1));
            }
            is_free
        });
        assert!(taken <= 2, "too many have got in");
    });
}

#[test]
fn a_limit_holds_that_is_checked_as_it_is_counted() {
    always(|| {
        let taken = taken(|tokens| {
            tokens.get_and_update(|left| {
                let is_free = *left > 0;
                *left = left.saturating_sub(1);
                is_free
            })
        });
        assert_eq!(taken, 2);
    });
}
