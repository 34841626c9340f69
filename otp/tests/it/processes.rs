use std::time::Duration;

use lockstep_otp::{
    self as otp, CallError, ExitReason, Inbox, Pid, RegisterError, ReplyTo, Settings,
};

use crate::search::{always, failure};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_selective_receive_leaves_the_others_in_their_order() {
    always(|| {
        let mut inbox = otp::inbox();
        for number in 0..6 {
            inbox.pid().send(number);
        }
        assert_eq!(inbox.recv_first(|number| number % 3 == 2), 2);
        assert_eq!(
            inbox.recv_match(|number| if number > 3 { Ok(number) } else { Err(number) }),
            4
        );
        assert_eq!(
            inbox.recv_first_timeout(SECOND, |number| *number == 9),
            None
        );
        let rest: Vec<i32> = std::iter::from_fn(|| inbox.try_recv()).collect();
        assert_eq!(rest, [0, 1, 3, 5]);
        assert_eq!(otp::now(), SECOND);
    });
}

#[test]
fn a_selective_receive_goes_on_with_what_arrives_while_it_waits() {
    always(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        otp::spawn::<()>(move |_| (0..5).for_each(|number| to.send(number)));
        assert_eq!(inbox.recv_first(|number| *number == 3), 3);
        assert_eq!([(); 4].map(|()| inbox.recv()), [0, 1, 2, 4]);
    });
}

#[test]
fn a_receive_that_waits_too_long_returns_nothing_at_its_time() {
    always(|| {
        let mut inbox: Inbox<u8> = otp::inbox();
        otp::send_after(inbox.pid(), 1, 2 * SECOND);
        assert_eq!(inbox.recv_timeout(SECOND), None);
        assert_eq!(otp::now(), SECOND);
        assert_eq!(inbox.recv_timeout(2 * SECOND), Some(1));
        assert_eq!(otp::now(), 2 * SECOND);
    });
}

#[test]
fn a_timer_that_is_cancelled_in_time_sends_nothing() {
    always(|| {
        let mut inbox = otp::inbox();
        let timers = [1, 2, 3].map(|number| otp::send_after(inbox.pid(), number, number * SECOND));
        assert_eq!(otp::cancel_timer(timers[1]), Some(2 * SECOND));
        assert_eq!(otp::cancel_timer(timers[1]), None);
        // The clock is set again, for something else.
        otp::send_after(inbox.pid(), 4, 4 * SECOND);
        assert_eq!(otp::cancel_timer(timers[1]), None);
        assert_eq!([(); 3].map(|()| inbox.recv()), [1, 3, 4]);
        assert_eq!(otp::cancel_timer(timers[0]), None);
    });
}

#[test]
fn a_call_waits_for_its_own_reply() {
    enum Message {
        Keep(ReplyTo<u32>),
        Answer,
    }
    always(|| {
        let server = otp::spawn(|mut inbox: Inbox<Message>| {
            let mut kept = Vec::new();
            loop {
                match inbox.recv() {
                    Message::Keep(reply) => kept.push(reply),
                    Message::Answer => {
                        kept.drain(..).for_each(|reply: ReplyTo<u32>| reply.send(1));
                    }
                }
            }
        });
        otp::spawn::<()>(move |_| {
            otp::sleep(SECOND);
            server.send(Message::Answer);
        });
        assert_eq!(server.call(Message::Keep), 1);
        let late = server.try_call(SECOND, Message::Keep);
        assert_eq!(late, Err(CallError::Timeout(SECOND)));
        server.send(Message::Answer);
        assert_eq!(otp::now(), 2 * SECOND);
    });
}

#[test]
fn a_call_fails_when_the_process_ends_or_has_ended() {
    always(|| {
        let server: Pid<ReplyTo<()>> = otp::spawn(|mut inbox: Inbox<ReplyTo<()>>| {
            let _never = inbox.recv();
            otp::quit("enough");
        });
        let first = server.try_call(SECOND, |reply| reply);
        assert_eq!(first, Err(CallError::Ended("enough".into())));
        let second = server.try_call(SECOND, |reply| reply);
        assert_eq!(second, Err(CallError::Ended(ExitReason::NoProcess)));
        assert_eq!(otp::now(), Duration::ZERO);
    });
}

#[test]
fn a_name_is_that_of_one_process_until_it_ends() {
    always(|| {
        let inbox: Inbox<u8> = otp::inbox();
        let other = otp::spawn(|mut inbox: Inbox<u8>| assert_eq!(inbox.recv(), 1));
        otp::register("one", other).unwrap();
        let by = other.id();
        let name = || "one".to_owned();
        let taken = RegisterError::Taken { name: name(), by };
        assert_eq!(otp::register("one", inbox.pid()), Err(taken));
        let named = RegisterError::Named {
            process: by,
            name: name(),
        };
        assert_eq!(otp::register("two", other), Err(named));
        otp::whereis::<u8>("one").unwrap().send(1);
        while otp::alive(other) {
            otp::sleep(SECOND);
        }
        assert_eq!(otp::whereis::<u8>("one"), None);
        assert_eq!(
            otp::register("two", other),
            Err(RegisterError::NotHere { process: by })
        );
        otp::register("one", inbox.pid()).unwrap();
        assert!(otp::unregister("one"));
        assert!(!otp::unregister("one"));
    });
}

#[test]
fn a_message_to_a_full_mailbox_says_so() {
    let said = failure(|| {
        Settings::new().mailbox_max(2).configure();
        let to = otp::inbox().pid();
        (0..3).for_each(|number| to.send(number));
    })
    .to_string();
    assert!(said.contains("a mailbox is full: 2 messages"), "{said}");
}

#[test]
fn a_process_that_panics_fails_the_test_if_nobody_is_told() {
    let said = failure(|| {
        otp::spawn::<()>(|_| panic!("the reason"));
    })
    .to_string();
    assert!(
        said.contains("T1 panicked at otp/tests/it/processes.rs"),
        "{said}"
    );
    assert!(said.ends_with("the reason"), "{said}");
    always(|| {
        Settings::new().crashes_are_exits(true).configure();
        otp::spawn::<()>(|_| panic!("the reason"));
    });
}

#[test]
fn what_is_sent_to_a_process_that_has_ended_is_dropped() {
    struct Tells(Pid<u8>);
    impl Drop for Tells {
        fn drop(&mut self) {
            self.0.send(1);
        }
    }
    always(|| {
        let mut inbox = otp::inbox();
        let to = inbox.pid();
        let ends = otp::spawn::<Tells>(|_| ());
        ends.send(Tells(to));
        assert_eq!(inbox.recv(), 1);
    });
}

#[test]
fn a_process_receives_messages_of_one_type() {
    let said = failure(|| {
        let pid = otp::spawn::<u8>(|_| otp::sleep(SECOND));
        otp::register("bytes", pid).unwrap();
        otp::whereis::<String>("bytes");
    })
    .to_string();
    assert!(
        said.contains("receives no messages of the type alloc::string::String"),
        "{said}"
    );
}
