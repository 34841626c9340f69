use std::time::Duration;

use lockstep_otp::{
    self as otp, Agent, CALL_TIMEOUT, CallError, ChildError, ExitReason, Restart, StartOptions,
    Task, TaskSupervisor, TaskSupervisorSpec,
};

use crate::search::{always, assert_found, failure};

fn wait_for_ever() {
    otp::sleep(Duration::from_secs(1_000));
}

#[test]
fn a_task_that_panics_ends_neither_the_supervisor_nor_who_is_not_linked() {
    always(|| {
        let supervisor = TaskSupervisor::start_link().unwrap();
        let task: Task<()> = supervisor.spawn_nolink(|| otp::quit("broken"));
        let ended = task.try_wait(CALL_TIMEOUT);
        assert_eq!(ended, Err(CallError::Ended("broken".into())));
        assert_eq!(supervisor.spawn(|| 1).wait(), 1);
    });
}

#[test]
fn a_task_that_panics_ends_who_is_linked() {
    let said = failure(|| {
        let supervisor = TaskSupervisor::start_link().unwrap();
        supervisor.spawn(|| panic!("ouch")).wait();
    })
    .to_string();
    assert!(said.contains("ouch"), "{said}");
}

#[test]
fn the_tasks_end_with_their_supervisor() {
    always(|| {
        let options = StartOptions::new().name("tasks");
        let supervisor = TaskSupervisorSpec::new().start_with(options).unwrap();
        assert_eq!(TaskSupervisor::named("tasks"), Some(supervisor));
        let first = supervisor.start_child(wait_for_ever).unwrap();
        let second = supervisor.spawn_nolink(wait_for_ever);
        assert_eq!(supervisor.children(), [first, second.id()]);
        supervisor.stop();
        assert!(!otp::alive(first));
        let ended = second.try_wait(CALL_TIMEOUT);
        assert_eq!(ended, Err(CallError::Ended(ExitReason::Shutdown)));
    });
}

#[test]
fn a_task_is_ended_and_forgotten() {
    always(|| {
        let supervisor = TaskSupervisor::start_link().unwrap();
        let task = supervisor.start_child(wait_for_ever).unwrap();
        supervisor.terminate_child(task).unwrap();
        assert!(!otp::alive(task));
        let again = supervisor.terminate_child(task);
        assert_eq!(again, Err(ChildError::NotFound));
        assert_eq!(supervisor.children(), []);
    });
}

#[test]
fn a_supervisor_has_no_more_tasks_than_it_may_have() {
    always(|| {
        let spec = TaskSupervisorSpec::new().max_children(1);
        let supervisor = spec.start_with(StartOptions::new().link()).unwrap();
        supervisor.start_child(wait_for_ever).unwrap();
        let more = supervisor.start_child(wait_for_ever);
        assert_eq!(more, Err(ChildError::MaxChildren(1)));
    });
}

/// Returns how often a task has run that ends for a reason each time.
fn runs(restart: Restart, reason: &'static str) -> u32 {
    let runs = Agent::start_link(|| 0).unwrap();
    let spec = TaskSupervisorSpec::new().max_restarts(2, Duration::from_secs(1));
    let supervisor = spec.start_with(StartOptions::new()).unwrap();
    let task = move || {
        runs.update(|runs| *runs += 1);
        if !reason.is_empty() {
            otp::quit(reason);
        }
    };
    supervisor.start_child_again(restart, task).unwrap();
    otp::sleep(Duration::from_secs(1));
    runs.get(|runs| *runs)
}

#[test]
fn tasks_are_restarted_as_they_ask_for_until_that_is_too_often() {
    always(|| {
        assert_eq!(runs(Restart::Permanent, ""), 3);
        assert_eq!(runs(Restart::Transient, "broken"), 3);
        assert_eq!(runs(Restart::Transient, ""), 1);
        assert_eq!(runs(Restart::Temporary, "broken"), 1);
    });
}

#[test]
fn a_task_whose_owner_ends_before_it_knows_it_does_not_begin() {
    always(|| {
        let ran = Agent::start_link(|| 0).unwrap();
        let supervisor = TaskSupervisor::start_link().unwrap();
        let owner = otp::spawn::<()>(move |_| {
            supervisor.spawn_nolink(move || ran.update(|ran| *ran += 1));
        });
        otp::kill(owner);
        otp::sleep(Duration::from_secs(1));
        assert_eq!(supervisor.children(), []);
        assert!(ran.get(|ran| *ran) <= 1);
    });
}

#[test]
fn work_is_lost_that_was_accepted_just_before_its_supervisor_stops() {
    // Who hands work over is told that it was accepted; whether it was done, nobody has said.
    assert_found("accepted work was lost", 50, || {
        let done = Agent::start_link(|| 0).unwrap();
        let supervisor = TaskSupervisor::start_link().unwrap();
        let accepted = supervisor.start_child(move || done.cast(|done| *done += 1));
        supervisor.stop();
        let done = done.get(|done| *done);
        assert_eq!(
            done,
            usize::from(accepted.is_ok()),
            "accepted work was lost"
        );
    });
}
