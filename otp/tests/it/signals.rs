use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use lockstep_otp::{self as otp, Down, Exit, ExitReason, Inbox};

use crate::search::{always, failure, sometimes};

#[derive(Debug, PartialEq)]
enum Message {
    Down(Down),
    Exit(Exit),
    Dropped,
}

/// Tells when it is dropped.
struct Guard(otp::Pid<Message>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.send(Message::Dropped);
    }
}

/// Ends as soon as it is told to, with its own reason.
fn ends_with(reason: &'static str) -> otp::Pid<()> {
    otp::spawn(move |mut inbox: Inbox<()>| {
        inbox.recv();
        otp::quit(reason);
    })
}

#[test]
fn a_monitor_tells_of_the_end_once_and_why() {
    always(|| {
        let mut inbox = otp::inbox();
        let process = ends_with("why");
        let monitor = inbox.monitor(process, Message::Down);
        process.send(());
        let down = |monitor, reason| {
            Message::Down(Down {
                monitor,
                process: process.id(),
                reason,
            })
        };
        assert_eq!(inbox.recv(), down(monitor, "why".into()));
        let again = inbox.monitor(process, Message::Down);
        assert_eq!(inbox.recv(), down(again, ExitReason::NoProcess));
        assert_eq!(inbox.try_recv(), None);
    });
}

#[test]
fn who_has_flushed_a_monitor_is_not_told() {
    always(|| {
        let mut inbox = otp::inbox();
        let process = ends_with("why");
        let monitor = inbox.monitor(process, Message::Down);
        process.send(());
        inbox.demonitor_flush(monitor);
        assert_eq!(inbox.recv_timeout(Duration::from_secs(1)), None);
    });
    sometimes(|| {
        let mut inbox = otp::inbox();
        let process = ends_with("why");
        let monitor = inbox.monitor(process, Message::Down);
        process.send(());
        inbox.demonitor(monitor);
        inbox.try_recv().is_some()
    });
}

#[test]
fn the_end_of_a_linked_process_ends_this_one_with_its_reason() {
    always(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let middle = otp::spawn(move |mut inbox: Inbox<()>| {
            let _guard = Guard(to);
            otp::spawn_link::<()>(|_| otp::quit("far away"));
            inbox.recv();
        });
        inbox.monitor(middle, Message::Down);
        assert_eq!(inbox.recv(), Message::Dropped);
        let Message::Down(down) = inbox.recv() else {
            panic!("it is told of its end")
        };
        // The link is there before the process does anything, but the monitor may be late.
        assert!(["far away".into(), ExitReason::NoProcess].contains(&down.reason));
    });
}

#[test]
fn a_normal_end_is_no_signal_to_those_that_do_not_trap() {
    always(|| {
        let child = otp::spawn_link::<()>(|_| ());
        while otp::alive(child) {
            otp::sleep(Duration::from_secs(1));
        }
        otp::exit(child, "too late");
    });
}

#[test]
fn who_traps_exits_gets_messages_but_for_a_kill() {
    always(|| {
        let mut inbox = otp::inbox();
        inbox.trap_exit(Message::Exit);
        let child = otp::spawn_link(|mut inbox: Inbox<Message>| {
            inbox.trap_exit(Message::Exit);
            let Message::Exit(exit) = inbox.recv() else {
                panic!("only exits come")
            };
            assert_eq!(exit.reason, "please".into());
            inbox.recv();
        });
        otp::sleep(Duration::from_secs(1));
        otp::exit(child, "please");
        otp::sleep(Duration::from_secs(1));
        otp::kill(child);
        let from = child.id();
        let reason = ExitReason::Killed;
        assert_eq!(inbox.recv(), Message::Exit(Exit { from, reason }));
    });
}

#[test]
fn who_unlinks_in_time_hears_nothing() {
    always(|| {
        let process = ends_with("why");
        otp::link(process);
        otp::unlink(process);
        process.send(());
        otp::sleep(Duration::from_secs(1));
        assert!(!otp::alive(process));
    });
}

#[test]
fn a_link_to_a_process_that_has_ended_is_a_signal() {
    always(|| {
        let mut inbox = otp::inbox();
        inbox.trap_exit(Message::Exit);
        let process = otp::spawn::<()>(|_| ());
        otp::sleep(Duration::from_secs(1));
        otp::link(process);
        let (from, reason) = (process.id(), ExitReason::NoProcess);
        assert_eq!(inbox.recv(), Message::Exit(Exit { from, reason }));
    });
}

#[test]
fn a_process_is_ended_wherever_it_waits_and_its_destructors_run() {
    always(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let sleeps = otp::spawn::<()>(move |_| {
            let _guard = Guard(to);
            otp::sleep(Duration::from_secs(1_000_000));
        });
        otp::sleep(Duration::from_secs(1));
        otp::kill(sleeps);
        assert_eq!(inbox.recv(), Message::Dropped);
        assert_eq!(otp::now(), Duration::from_secs(1));
    });
}

#[test]
fn a_process_may_be_ended_before_it_begins() {
    sometimes(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let begins = otp::spawn::<()>(move |_| to.send(Message::Dropped));
        otp::kill(begins);
        inbox.recv_timeout(Duration::from_secs(1)).is_none()
    });
}

#[test]
fn the_body_of_a_test_fails_with_what_a_linked_process_panicked_with() {
    let said = failure(|| {
        otp::spawn_link::<()>(|_| panic!("the cause"));
        otp::sleep(Duration::from_secs(1));
    })
    .to_string();
    assert!(
        said.contains("the cause (panicked at otp/tests/it/signals.rs"),
        "{said}"
    );
    assert!(
        said.contains("this was the end of T1, and T0 is linked to it"),
        "{said}"
    );
}

#[test]
fn who_catches_panics_is_not_ended_twice() {
    always(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let stubborn = otp::spawn(move |mut own: Inbox<()>| {
            let waits = AssertUnwindSafe(|| own.recv());
            assert!(catch_unwind(waits).is_err());
            to.send(Message::Dropped);
        });
        otp::sleep(Duration::from_secs(1));
        otp::kill(stubborn);
        otp::kill(stubborn);
        assert_eq!(inbox.recv(), Message::Dropped);
        inbox.monitor(stubborn, Message::Down);
        assert!(matches!(inbox.recv(), Message::Down(_)));
    });
}

#[test]
fn who_exits_itself_ends() {
    always(|| {
        let mut inbox = otp::inbox();
        inbox.trap_exit(Message::Exit);
        let child = otp::spawn_link::<()>(|_| {
            otp::exit(otp::me(), "myself");
            unreachable!("it has ended");
        });
        let (from, reason) = (child.id(), "myself".into());
        assert_eq!(inbox.recv(), Message::Exit(Exit { from, reason }));
    });
}
