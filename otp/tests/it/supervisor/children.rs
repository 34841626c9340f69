use lockstep_otp::{
    self as otp, ChildError, ChildSpec, ChildState, ExitReason, Restart, RestartStrategy,
    StartError, SupervisorSpec,
};

use super::part::{notes, part, running};
use crate::search::always;

#[test]
fn children_are_added_ended_restarted_and_deleted() {
    always(|| {
        let mut inbox = otp::inbox();
        let supervisor = SupervisorSpec::new(RestartStrategy::OneForOne);
        let supervisor = supervisor.start_link().unwrap();
        let child = || part("child", inbox.pid());
        let process = supervisor.start_child(child()).unwrap();
        let again = supervisor.start_child(child());
        assert_eq!(again, Err(ChildError::AlreadyStarted(process)));
        let running = Err(ChildError::Running(process));
        assert_eq!(supervisor.restart_child("child"), running);
        assert_eq!(supervisor.delete_child("child"), running.map(drop));
        supervisor.terminate_child("child").unwrap();
        assert_eq!(supervisor.which_children()[0].state, ChildState::Ended);
        let again = supervisor.start_child(child());
        assert_eq!(again, Err(ChildError::AlreadyPresent));
        assert_ne!(supervisor.restart_child("child").unwrap(), process);
        supervisor.terminate_child("child").unwrap();
        supervisor.delete_child("child").unwrap();
        assert_eq!(supervisor.delete_child("child"), Err(ChildError::NotFound));
        let noted = ["child begins", "child ends", "child begins", "child ends"];
        assert_eq!(notes(&mut inbox, 4), noted);
    });
}

#[test]
fn a_temporary_child_is_forgotten_when_it_is_ended() {
    always(|| {
        let child = part("child", otp::inbox().pid()).restart(Restart::Temporary);
        let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(child);
        let supervisor = spec.start_link().unwrap();
        supervisor.terminate_child("child").unwrap();
        let gone = supervisor.restart_child("child");
        assert_eq!(gone, Err(ChildError::NotFound));
    });
}

#[test]
fn a_child_that_does_not_start_is_not_added() {
    always(|| {
        let supervisor = SupervisorSpec::new(RestartStrategy::OneForOne);
        let supervisor = supervisor.start_link().unwrap();
        let bad = ChildSpec::new("bad", || -> otp::Pid<()> { otp::quit("bad") });
        let refused = StartError::Failed("bad".into());
        let started = supervisor.start_child(bad);
        assert_eq!(started, Err(ChildError::Start(refused)));
        assert_eq!(supervisor.count_children().specs, 0);
    });
}

#[test]
fn two_children_of_one_id_are_refused() {
    always(|| {
        let inbox = otp::inbox();
        let twice = SupervisorSpec::new(RestartStrategy::OneForOne)
            .child(part("child", inbox.pid()))
            .child(part("child", inbox.pid()));
        let said = twice.start_link().unwrap_err().to_string();
        assert!(
            said.contains(r#"the child "child": that child is"#),
            "{said}"
        );
    });
}

#[test]
fn a_plain_process_that_is_not_linked_is_a_child_too() {
    always(|| {
        let child = ChildSpec::new("plain", || otp::spawn::<()>(|mut inbox| inbox.recv()));
        let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(child);
        let supervisor = spec.start_link().unwrap();
        let process = |supervisor: otp::Supervisor| match supervisor.which_children()[0].state {
            ChildState::Running(process) => process,
            other => panic!("{other:?}"),
        };
        let first = process(supervisor);
        otp::exit(first, "broken");
        otp::sleep(otp::CALL_TIMEOUT);
        assert_ne!(process(supervisor), first);
    });
}

#[test]
fn the_end_of_who_started_a_supervisor_is_that_of_its_children() {
    always(|| {
        let mut inbox = otp::inbox();
        let child = part("child", inbox.pid());
        let parent = otp::spawn(move |mut inbox: otp::Inbox<()>| {
            let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(child);
            spec.start_link().unwrap();
            inbox.recv();
        });
        assert_eq!(notes(&mut inbox, 1), ["child begins"]);
        otp::sleep(otp::CALL_TIMEOUT);
        otp::exit(parent, ExitReason::Shutdown);
        assert_eq!(notes(&mut inbox, 1), ["child ends"]);
    });
}

#[test]
fn a_supervisor_is_found_by_its_name() {
    always(|| {
        let child = part("child", otp::inbox().pid());
        let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(child);
        let named = otp::StartOptions::new().name("top").link();
        let supervisor = spec.start_with(named).unwrap();
        assert_eq!(otp::Supervisor::named("top"), Some(supervisor));
        assert!(otp::alive(running(supervisor, "child")));
    });
}
