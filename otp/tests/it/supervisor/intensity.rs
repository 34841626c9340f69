use std::time::Duration;

use lockstep_otp::{
    self as otp, Agent, ChildSpec, ExitReason, Pid, RestartStrategy, StartError, Supervisor,
    SupervisorSpec,
};

use super::part::{Note, notes, part, running};
use crate::search::always;

const SECOND: Duration = Duration::from_secs(1);

fn of_one(notes: Pid<Note>) -> SupervisorSpec {
    SupervisorSpec::new(RestartStrategy::OneForOne)
        .max_restarts(1, SECOND)
        .child(part("child", notes))
}

#[test]
fn a_supervisor_that_restarts_too_often_ends_its_children_and_itself() {
    always(|| {
        let mut inbox = otp::inbox();
        let spec = of_one(inbox.pid()).child(part("other", inbox.pid()));
        let supervisor = spec.start().unwrap();
        inbox.monitor(supervisor, |down| Note::SupervisorEnds(down.reason));
        running(supervisor, "child").cast("broken".into());
        otp::sleep(SECOND / 2);
        running(supervisor, "child").cast("broken again".into());
        let noted = notes(&mut inbox, 7);
        let first = ["child begins", "other begins", "child ends", "child begins"];
        assert_eq!(noted[..4], first);
        let then = ["child ends", "other ends", "the supervisor ends: shutdown"];
        assert_eq!(noted[4..], then);
    });
}

#[test]
fn a_supervisor_forgets_restarts_that_are_long_ago() {
    always(|| {
        let inbox = otp::inbox();
        let supervisor = of_one(inbox.pid()).start_link().unwrap();
        for _ in 0..5 {
            running(supervisor, "child").cast("broken".into());
            otp::sleep(SECOND + Duration::from_millis(1));
        }
        assert_eq!(supervisor.count_children().active, 1);
    });
}

#[test]
fn a_supervisor_that_has_ended_is_restarted_by_its_own() {
    always(|| {
        let mut inbox = otp::inbox();
        let pid = inbox.pid();
        let inner = ChildSpec::supervisor("inner", move || of_one(pid).start_link());
        let outer = SupervisorSpec::new(RestartStrategy::OneForOne).child(inner);
        let outer = outer.start_link().unwrap();
        let count = outer.count_children();
        assert_eq!((count.supervisors, count.workers), (1, 0));
        for _ in 0..2 {
            running(inner_of(outer), "child").cast("broken".into());
            otp::sleep(SECOND / 4);
        }
        let twice = ["child begins", "child ends", "child begins", "child ends"];
        assert_eq!(notes(&mut inbox, 4), twice);
        assert_eq!(notes(&mut inbox, 1), ["child begins"]);
        assert_eq!(inner_of(outer).count_children().active, 1);
        outer.stop();
        assert_eq!(notes(&mut inbox, 1), ["child ends"]);
    });
}

fn inner_of(outer: Supervisor) -> Supervisor {
    match outer.which_children()[0].state {
        otp::ChildState::Running(process) => Supervisor::at(process),
        other => panic!("{other:?}"),
    }
}

/// A child that starts only while there are tries left.
fn with_tries(tries: Agent<u32>) -> ChildSpec {
    ChildSpec::new("shy", move || {
        let has_one = tries.get_and_update(|left| {
            let has_one = *left > 0;
            *left = left.saturating_sub(1);
            has_one
        });
        if has_one {
            Ok(otp::spawn_link::<()>(|mut inbox| inbox.recv()))
        } else {
            Err(StartError::Failed("no more tries".into()))
        }
    })
}

#[test]
fn a_child_that_does_not_start_again_is_tried_until_that_is_too_often() {
    always(|| {
        let tries = Agent::start(|| 1).unwrap();
        let mut inbox = otp::inbox();
        let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(with_tries(tries));
        let supervisor = spec.start().unwrap();
        inbox.monitor(supervisor, |down| down.reason);
        match supervisor.which_children()[0].state {
            otp::ChildState::Running(process) => otp::kill(process),
            other => panic!("{other:?}"),
        }
        assert_eq!(inbox.recv(), ExitReason::Shutdown);
    });
}

#[test]
fn a_child_that_starts_at_the_second_try_is_running() {
    always(|| {
        let tries = Agent::start(|| 1).unwrap();
        let spec = SupervisorSpec::new(RestartStrategy::OneForAll)
            .max_restarts(1_000, SECOND)
            .child(part("first", otp::inbox().pid()))
            .child(with_tries(tries));
        let supervisor = spec.start_link().unwrap();
        running(supervisor, "first").cast("broken".into());
        otp::spawn::<()>(move |_| tries.update(|left| *left += 1));
        otp::sleep(SECOND);
        assert_eq!(supervisor.count_children().active, 2);
    });
}

#[test]
fn a_supervisor_whose_child_does_not_start_ends_those_that_have() {
    always(|| {
        let mut inbox = otp::inbox();
        let tries = Agent::start(|| 0).unwrap();
        let spec = of_one(inbox.pid()).child(part("other", inbox.pid()));
        let started = spec.child(with_tries(tries)).start_link();
        let why = r#"the child "shy": it could not start: no more tries"#;
        assert_eq!(started.unwrap_err(), StartError::Failed(why.into()));
        let noted = ["child begins", "other begins", "other ends", "child ends"];
        assert_eq!(notes(&mut inbox, 4), noted);
    });
}
