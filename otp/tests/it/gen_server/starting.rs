use std::convert::Infallible;
use std::time::Duration;

use lockstep_otp::{
    self as otp, Context, ExitReason, GenServer, Server, Settings, StartError, StartOptions,
};

use crate::search::{always, failure};

/// A server that begins as it is told.
struct Beginner;

type Init = fn(&mut Context<Beginner>) -> Result<(), ExitReason>;

impl GenServer for Beginner {
    type Args = Init;
    type Call = Infallible;
    type Cast = Infallible;
    type Info = ();

    fn init(init: Init, context: &mut Context<Self>) -> Result<Self, ExitReason> {
        init(context).map(|()| Self)
    }

    fn handle_info(&mut self, (): (), context: &mut Context<Self>) {
        context.stop("was told to");
    }
}

#[test]
fn who_starts_a_server_that_does_not_want_to_is_told_why() {
    always(|| {
        let mut inbox = otp::inbox();
        inbox.trap_exit(|exit| exit);
        let started = Beginner::start_link(|_| Err("not today".into()));
        assert_eq!(started, Err(StartError::Failed("not today".into())));
        assert_eq!(inbox.try_recv(), None);
    });
}

#[test]
fn who_starts_a_server_that_panics_or_quits_meanwhile_is_told_why() {
    always(|| {
        let started = Beginner::start(|_| panic!("no"));
        match started {
            Err(StartError::Failed(ExitReason::Crash(crash))) => assert_eq!(crash.message(), "no"),
            other => panic!("{other:?}"),
        }
        let started = Beginner::start_link(|_| otp::quit("neither"));
        assert_eq!(started, Err(StartError::Failed("neither".into())));
    });
}

#[test]
fn a_server_that_is_killed_while_it_begins_is_not_started() {
    always(|| {
        let started = Beginner::start(|_| {
            otp::kill(otp::me());
            Ok(())
        });
        assert_eq!(started, Err(StartError::Failed(ExitReason::Killed)));
    });
}

#[test]
fn a_server_that_is_not_ready_in_time_is_killed() {
    always(|| {
        let second = Duration::from_secs(1);
        let options = StartOptions::new().name("slow").link();
        let slow = options.timeout(second);
        let started = Beginner::start_with(slow, |_| {
            otp::sleep(Duration::from_secs(2));
            Ok(())
        });
        assert_eq!(started, Err(StartError::Timeout(second)));
        assert_eq!(Server::<Beginner>::named("slow"), None);
    });
}

#[test]
fn one_server_has_a_name_and_the_name_is_free_once_it_has_ended() {
    always(|| {
        let named = || StartOptions::new().name("one");
        let first = Beginner::start_with(named(), |_| Ok(())).unwrap();
        let second = Beginner::start_with(named(), |_| panic!("it is not asked"));
        assert_eq!(second, Err(StartError::AlreadyStarted(first.id())));
        assert_eq!(Server::named("one"), Some(first));
        first.stop();
        let refused = Beginner::start_with(named(), |_| Err("no".into()));
        assert_eq!(refused, Err(StartError::Failed("no".into())));
        let third = Beginner::start_with(named(), |_| Ok(())).unwrap();
        assert_eq!(Server::at(third.id()), third);
    });
}

#[test]
fn a_server_has_its_name_before_it_begins() {
    always(|| {
        let named = StartOptions::new().name("early");
        let started = Beginner::start_with(named, |context| {
            assert_eq!(Server::named("early"), Some(context.server()));
            Ok(())
        });
        assert!(started.is_ok());
    });
}

#[test]
fn a_server_may_stop_as_soon_as_it_is_started() {
    always(|| {
        Settings::new().crashes_are_exits(true).configure();
        let server = Beginner::start(|context| {
            context.continue_with(());
            Ok(())
        });
        let server = server.unwrap();
        otp::sleep(Duration::from_secs(1));
        assert!(!otp::alive(server));
    });
}

#[test]
fn a_process_is_not_taken_for_a_server_that_it_is_not() {
    let said = failure(|| {
        let process = otp::spawn::<u32>(|_| ());
        Server::<Beginner>::at(process.id());
    })
    .to_string();
    assert!(said.contains("receives no messages of the type"));
}
