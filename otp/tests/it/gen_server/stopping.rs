use std::convert::Infallible;

use lockstep_otp::{
    self as otp, CALL_TIMEOUT, CallError, Context, ExitReason, GenServer, Inbox, Pid, ProcessId,
    ReplyTo, Server, spawn,
};

use super::puppet::{News, Puppet, Seen, tell};
use crate::search::{always, failure, outcomes};

#[test]
fn a_server_that_is_stopped_terminates_before_who_stops_it_goes_on() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        puppet.try_stop("enough", CALL_TIMEOUT).unwrap();
        assert!(!otp::alive(puppet));
        assert_eq!(inbox.try_recv(), Some(Seen::Terminated("enough".into())));
        let again = puppet.try_stop("enough", CALL_TIMEOUT);
        assert_eq!(again, Err(CallError::Ended(ExitReason::NoProcess)));
    });
}

#[test]
fn who_stops_a_server_that_is_busy_waits_no_longer_than_it_says() {
    always(|| {
        let puppet = Puppet::start(otp::inbox().pid()).unwrap();
        puppet.cast(Box::new(|_, _| otp::sleep(2 * CALL_TIMEOUT)));
        let stopped = puppet.try_stop(ExitReason::Normal, CALL_TIMEOUT);
        assert_eq!(stopped, Err(CallError::Timeout(CALL_TIMEOUT)));
        assert_eq!(otp::now(), CALL_TIMEOUT);
    });
}

#[test]
fn a_server_that_stops_itself_does_nothing_after_that() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        tell(puppet, |_, context| {
            context.continue_with(News::Word("never"));
            context.stop(ExitReason::Normal);
            context.stop("too late");
        });
        assert_eq!(inbox.recv(), Seen::Terminated(ExitReason::Normal));
        assert_eq!(inbox.recv_timeout(CALL_TIMEOUT), None);
    });
}

#[test]
fn a_call_that_races_a_stop_is_answered_or_told_that_the_server_has_ended() {
    let seen = outcomes(|| {
        let puppet = Puppet::start(otp::inbox().pid()).unwrap();
        spawn::<()>(move |_| puppet.stop());
        let answer = puppet.try_call(CALL_TIMEOUT, |reply| {
            Box::new(move |_, _| reply.send("answered"))
        });
        match answer {
            Ok(word) => word.to_owned(),
            Err(error) => error.to_string(),
        }
    });
    let ended = ["no process", "normal"].map(|why| format!("who was called has ended: {why}"));
    let all = [vec!["answered".to_owned()], ended.to_vec()].concat();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn a_server_that_panics_terminates_and_its_callers_are_told_why() {
    always(|| {
        otp::Settings::new().crashes_are_exits(true).configure();
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        let answer = puppet.try_call::<()>(CALL_TIMEOUT, |_| Box::new(|_, _| panic!("ouch")));
        let Err(CallError::Ended(reason)) = answer else {
            panic!("{answer:?}");
        };
        assert!(
            reason.to_string().starts_with("ouch (panicked at"),
            "{reason}"
        );
        assert_eq!(inbox.recv(), Seen::Terminated(reason));
    });
}

#[test]
fn a_server_that_panics_while_nobody_looks_fails_the_test() {
    let said = failure(|| {
        let puppet = Puppet::start(otp::inbox().pid()).unwrap();
        puppet.cast(Box::new(|_, _| panic!("ouch")));
        otp::sleep(CALL_TIMEOUT);
    })
    .to_string();
    assert!(said.contains("ouch"), "{said}");
}

#[test]
fn a_server_that_panics_while_it_is_called_fails_the_test() {
    let said = failure(|| {
        let puppet = Puppet::start(otp::inbox().pid()).unwrap();
        let _ = puppet.try_call::<()>(CALL_TIMEOUT, |_| Box::new(|_, _| panic!("ouch")));
    })
    .to_string();
    assert!(said.starts_with("T1 panicked at"), "{said}");
}

#[test]
fn a_server_that_quits_terminates() {
    always(|| {
        let mut inbox = otp::inbox();
        let puppet = Puppet::start(inbox.pid()).unwrap();
        puppet.cast(Box::new(|_, _| otp::quit("bored")));
        assert_eq!(inbox.recv(), Seen::Terminated("bored".into()));
    });
}

/// Starts a puppet that is linked to another process, which waits until it is told to end.
fn child_of_another(seen: Pid<Seen>, is_trapping: bool) -> (Server<Puppet>, ProcessId) {
    let parent = spawn(move |mut inbox: Inbox<ReplyTo<Server<Puppet>>>| {
        let puppet = Puppet::start_link(seen).unwrap();
        if is_trapping {
            tell(puppet, |_, context| context.trap_exit(News::Exit));
        }
        inbox.recv().send(puppet);
        inbox.recv();
    });
    (parent.call(|reply| reply), parent.id())
}

#[test]
fn a_server_that_traps_exits_terminates_when_who_started_it_ends() {
    always(|| {
        let mut inbox = otp::inbox();
        let (puppet, parent) = child_of_another(inbox.pid(), true);
        otp::exit(parent, "over");
        assert_eq!(inbox.recv(), Seen::Terminated("over".into()));
        otp::sleep(CALL_TIMEOUT);
        assert!(!otp::alive(puppet));
    });
}

#[test]
fn a_server_that_traps_no_exits_just_ends_when_who_started_it_does() {
    always(|| {
        let mut inbox = otp::inbox();
        let (puppet, parent) = child_of_another(inbox.pid(), false);
        otp::exit(parent, "over");
        assert_eq!(inbox.recv_timeout(CALL_TIMEOUT), None);
        assert!(!otp::alive(puppet));
    });
}

#[test]
fn a_server_that_is_killed_does_not_terminate() {
    always(|| {
        let mut inbox = otp::inbox();
        let (puppet, parent) = child_of_another(inbox.pid(), true);
        otp::unlink(parent);
        otp::kill(puppet);
        assert_eq!(inbox.recv_timeout(CALL_TIMEOUT), None);
        assert!(!otp::alive(puppet));
    });
}

#[test]
fn a_server_that_panics_while_it_terminates_ends_for_that() {
    struct Clumsy;

    impl GenServer for Clumsy {
        type Args = ();
        type Call = Infallible;
        type Cast = Infallible;
        type Info = Infallible;

        fn init((): (), _: &mut Context<Self>) -> Result<Self, ExitReason> {
            Ok(Self)
        }

        fn terminate(&mut self, _: &ExitReason) {
            otp::quit("stumbled");
        }
    }

    always(|| {
        let stopped = Clumsy::start(()).unwrap().try_stop("over", CALL_TIMEOUT);
        assert_eq!(stopped, Err(CallError::Ended("stumbled".into())));
    });
}
