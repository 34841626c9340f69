mod nodes;
mod puppet;
mod starting;
mod stopping;

use std::time::Duration;

use lockstep_otp::{self as otp, CallError, Exit, ExitReason, GenServer};

use crate::search::{always, outcomes};
use puppet::{News, Puppet, Seen, seen_by, tell};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_server_handles_what_one_process_sends_in_the_order_in_which_it_was_sent() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        puppet.info(News::Word("first"));
        puppet.cast(Box::new(|_, context| {
            context.server().info(News::Word("third"));
        }));
        puppet.call(|reply| Box::new(move |_, _| reply.send(())));
        puppet.info(News::Word("fourth"));
        assert_eq!(seen_by(&mut inbox, 3), ["first", "third", "fourth"]);
    });
}

#[test]
fn a_reply_may_be_kept_and_sent_by_another_process() {
    always(|| {
        let puppet = Puppet::start(otp::inbox().pid()).unwrap();
        let answer = puppet.call(|reply| {
            Box::new(move |_, _| {
                otp::spawn::<()>(move |_| reply.send(42));
            })
        });
        assert_eq!(answer, 42);
    });
}

#[test]
fn a_call_waits_no_longer_than_it_says_and_its_late_reply_is_lost() {
    always(|| {
        let puppet = Puppet::start(otp::inbox().pid()).unwrap();
        let late = puppet.try_call(SECOND, |reply| {
            Box::new(move |_, _| {
                otp::sleep(2 * SECOND);
                reply.send(1);
            })
        });
        assert_eq!(late, Err(CallError::Timeout(SECOND)));
        assert_eq!(otp::now(), SECOND);
        assert_eq!(puppet.call(|reply| Box::new(move |_, _| reply.send(2))), 2);
        assert_eq!(otp::now(), 2 * SECOND);
    });
}

#[test]
fn a_timeout_and_a_reply_in_the_same_instant_come_in_either_order() {
    let seen = outcomes(|| {
        let puppet = Puppet::start(otp::inbox().pid()).unwrap();
        let answer = puppet.try_call(SECOND, |reply| {
            Box::new(move |_, _| {
                otp::sleep(SECOND);
                reply.send(());
            })
        });
        answer.is_ok()
    });
    assert_eq!(seen.len(), 2);
}

#[test]
fn what_a_server_goes_on_with_comes_before_what_has_arrived() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        puppet.cast(Box::new(|_, context| {
            context.server().info(News::Word("arrived"));
            context.continue_with(News::Word("one"));
            context.continue_with(News::Word("two"));
        }));
        let seen = seen_by(&mut inbox, 3);
        assert_eq!(seen, ["goes on with one", "goes on with two", "arrived"]);
    });
}

#[test]
fn a_server_learns_that_nothing_arrives() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        puppet.cast(Box::new(|_, context| context.timeout(SECOND)));
        assert_eq!(inbox.recv(), Seen::Timeout(SECOND));
        assert_eq!(inbox.recv_timeout(9 * SECOND), None);
        puppet.cast(Box::new(|_, context| context.timeout(2 * SECOND)));
        otp::sleep(SECOND);
        puppet.info(News::Word("in time"));
        assert_eq!(seen_by(&mut inbox, 1), ["in time"]);
        assert_eq!(inbox.recv_timeout(9 * SECOND), None);
    });
}

#[test]
fn a_timer_tells_a_server_unless_it_is_called_back() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        let early = puppet.info_after(SECOND, News::Word("early"));
        puppet.info_after(2 * SECOND, News::Word("late"));
        assert_eq!(otp::cancel_timer(early), Some(SECOND));
        assert_eq!(seen_by(&mut inbox, 1), ["late"]);
    });
}

#[test]
fn a_server_is_told_of_the_end_of_those_that_it_monitors() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        let watched = otp::spawn::<()>(|mut inbox| inbox.recv());
        let id = watched.id();
        let monitor = tell(puppet, move |_, context| context.monitor(id, News::Down));
        otp::exit(watched, ExitReason::Shutdown);
        match inbox.recv() {
            Seen::Down(down) => {
                assert_eq!((down.monitor, down.process), (monitor, id));
                assert_eq!(down.reason, ExitReason::Shutdown);
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn a_server_is_told_no_more_what_was_on_its_way_when_it_stops_monitoring() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        let watched = otp::spawn::<()>(|_| ()).id();
        tell(puppet, move |_, context| {
            let monitor = context.monitor(watched, News::Down);
            otp::sleep(SECOND);
            context.demonitor(monitor);
        });
        assert_eq!(inbox.recv_timeout(SECOND), None);
    });
}

#[test]
fn a_server_that_traps_exits_is_told_of_those_of_others() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start_link(inbox.pid()).unwrap();
        let linked = tell(puppet, |_, context| {
            context.trap_exit(News::Exit);
            otp::spawn_link::<()>(|_| otp::quit("tired")).id()
        });
        let (from, reason) = (linked, "tired".into());
        assert_eq!(inbox.recv(), Seen::Exit(Exit { from, reason }));
        assert!(otp::alive(puppet));
    });
}
