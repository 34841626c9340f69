mod stream;

use std::time::Duration;

use lockstep_otp::{self as otp, CALL_TIMEOUT, CallError, ExitReason, Inbox, Shutdown, Task};

use crate::search::{always, assert_found, failure, outcomes};

const SECOND: Duration = Duration::from_secs(1);

fn in_seconds(seconds: u32) -> Task<u32> {
    Task::spawn(move || {
        otp::sleep(seconds * SECOND);
        seconds
    })
}

#[test]
fn the_results_of_several_tasks_come_in_their_order() {
    always(|| {
        let tasks = [3, 1, 2].map(in_seconds);
        assert_eq!(Task::wait_many(tasks), [3, 1, 2]);
        assert_eq!(otp::now(), 3 * SECOND);
    });
}

#[test]
fn several_tasks_have_one_time_to_be_done_in() {
    always(|| {
        let tasks = [1, 1, 3].map(in_seconds);
        let late = Task::try_wait_many(tasks, 2 * SECOND);
        assert_eq!(late, Err(CallError::Timeout(2 * SECOND)));
        assert_eq!(otp::now(), 2 * SECOND);
    });
}

#[test]
fn a_task_that_is_late_may_be_waited_for_again() {
    always(|| {
        let mut task = in_seconds(3);
        assert_eq!(task.yield_for(SECOND), None);
        assert_eq!(task.yield_for(SECOND), None);
        assert_eq!(task.yield_for(2 * SECOND), Some(Ok(3)));
    });
}

#[test]
fn a_task_has_one_result() {
    let said = failure(|| {
        let mut task = in_seconds(0);
        task.yield_for(SECOND).unwrap().unwrap();
        task.wait();
    })
    .to_string();
    assert!(said.contains("was waited for already"), "{said}");
}

#[test]
fn a_timeout_and_a_result_in_the_same_instant_come_in_either_order() {
    let seen = outcomes(|| in_seconds(1).try_wait(SECOND).is_ok());
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_task_that_panics_takes_who_has_started_it_with_it() {
    let said = failure(|| {
        Task::spawn(|| panic!("ouch")).wait();
    })
    .to_string();
    assert!(said.contains("ouch"), "{said}");
}

#[test]
fn who_traps_exits_is_told_why_a_task_has_no_result() {
    always(|| {
        let inbox = otp::inbox();
        inbox.trap_exit(|exit| exit);
        let mut task: Task<()> = Task::spawn(|| otp::quit("tired"));
        otp::sleep(SECOND);
        assert_eq!(task.yield_for(SECOND), Some(Err("tired".into())));
    });
}

#[test]
fn a_task_ends_with_who_has_started_it() {
    always(|| {
        let mut inbox = otp::inbox();
        let tell = inbox.pid();
        let owner = otp::spawn(move |mut inbox: Inbox<()>| {
            tell.send(in_seconds(9).id());
            inbox.recv();
        });
        let task = inbox.recv();
        otp::exit(owner, ExitReason::Shutdown);
        otp::sleep(SECOND);
        assert!(!otp::alive(task));
    });
}

#[test]
fn a_task_that_is_shut_down_has_a_result_if_it_was_done() {
    always(|| {
        let (done, late) = (in_seconds(0), in_seconds(9));
        otp::sleep(SECOND);
        let timeout = Shutdown::Timeout(SECOND);
        assert_eq!(done.shutdown(timeout), Some(Ok(0)));
        let process = late.id();
        assert_eq!(late.shutdown(timeout), None);
        assert!(!otp::alive(process));
        assert_eq!(in_seconds(9).shutdown(Shutdown::BrutalKill), None);
        assert_eq!(otp::now(), SECOND);
    });
}

#[test]
fn a_task_for_whose_result_nobody_waits_runs_on_its_own() {
    always(|| {
        let mut inbox = otp::inbox();
        let done = inbox.pid();
        let starter = Task::start(move || {
            Task::start(move || done.send("alone"));
            Task::start_link(|| otp::sleep(CALL_TIMEOUT));
            otp::quit("at once");
        });
        assert_eq!(inbox.recv(), "alone");
        otp::sleep(SECOND);
        assert!(!otp::alive(starter));
    });
}

/// Asks two replicas at once, and takes the answer of the first if it is in time, else that of the second.
fn first_in_time(timeout: Duration) -> u32 {
    let [mut first, second] = [1, 2].map(in_seconds);
    match first.yield_for(timeout) {
        Some(answer) => answer.unwrap(),
        None => second.wait(),
    }
}

#[test]
fn the_first_answer_is_missed_by_a_timer_that_fires_in_the_same_instant() {
    assert_found("the first was in time", 50, || {
        assert_eq!(first_in_time(SECOND), 1, "the first was in time");
    });
    always(|| assert_eq!(first_in_time(2 * SECOND), 1));
}

#[test]
fn a_task_may_open_an_inbox() {
    always(|| {
        let mut inbox = otp::inbox();
        let tell = inbox.pid();
        let task = Task::spawn(move || {
            let mut own = otp::inbox::<u32>();
            tell.send(own.pid());
            own.recv()
        });
        inbox.recv().send(7);
        assert_eq!(task.wait(), 7);
    });
}
