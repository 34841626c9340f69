use std::time::Duration;

use lockstep_otp::{
    self as otp, Agent, ExitReason, OnTimeout, Order, StreamOptions, Task, TaskSupervisor,
};

use crate::search::{always, failure, outcomes};

const SECOND: Duration = Duration::from_secs(1);

fn work(seconds: u32) -> u32 {
    otp::sleep(seconds * SECOND);
    seconds
}

fn results(seconds: &[u32], options: StreamOptions) -> Vec<Result<u32, ExitReason>> {
    Task::async_stream(seconds.to_vec(), options, work).collect()
}

#[test]
fn results_come_in_the_order_of_the_items() {
    always(|| {
        let results = results(&[3, 1, 2], StreamOptions::new());
        assert_eq!(results, [Ok(3), Ok(1), Ok(2)]);
        assert_eq!(otp::now(), 3 * SECOND);
    });
}

#[test]
fn results_come_as_they_arrive_if_asked_for() {
    always(|| {
        let options = StreamOptions::new().order(Order::Unordered);
        let results = results(&[3, 1, 2], options);
        assert_eq!(results, [Ok(1), Ok(2), Ok(3)]);
    });
}

#[test]
fn no_more_tasks_run_than_may() {
    always(|| {
        let running = Agent::start_link(|| (0, 0)).unwrap();
        let options = StreamOptions::new().max_concurrency(2);
        let results = Task::async_stream(0..4, options, move |item: u32| {
            running.update(|(now, most)| {
                *now += 1;
                *most = (*most).max(*now);
            });
            otp::sleep(SECOND);
            running.update(|(now, _)| *now -= 1);
            item
        });
        assert_eq!(results.count(), 4);
        assert_eq!(running.get(|running| *running), (0, 2));
        assert_eq!(otp::now(), 2 * SECOND);
    });
}

#[test]
fn a_task_that_takes_too_long_is_killed_if_asked_for() {
    always(|| {
        let options = StreamOptions::new().timeout(2 * SECOND);
        let results = results(&[1, 9, 1], options.on_timeout(OnTimeout::KillTask));
        assert_eq!(results, [Ok(1), Err("timeout".into()), Ok(1)]);
        assert_eq!(otp::now(), 2 * SECOND);
    });
}

#[test]
fn a_task_that_takes_too_long_is_a_panic_of_who_waits() {
    let said = failure(|| drop(results(&[9], StreamOptions::new()))).to_string();
    let says = "of a stream took too long: 5s";
    assert!(said.contains(says), "{said}");
}

#[test]
fn a_task_may_take_as_long_as_it_likes() {
    always(|| {
        let results = results(&[9], StreamOptions::new().timeout(None));
        assert_eq!(results, [Ok(9)]);
    });
}

#[test]
fn a_result_in_the_instant_of_the_timeout_may_be_in_time() {
    let seen = outcomes(|| {
        let options = StreamOptions::new().timeout(SECOND);
        results(&[1], options.on_timeout(OnTimeout::KillTask))[0].is_ok()
    });
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_task_that_is_not_linked_has_an_error_for_a_result_when_it_ends() {
    always(|| {
        let supervisor = TaskSupervisor::start_link().unwrap();
        let options = StreamOptions::new();
        let results = supervisor.async_stream_nolink(0..3, options, |item: u32| {
            if item == 1 {
                otp::quit("odd");
            }
            item
        });
        let results: Vec<_> = results.collect();
        assert_eq!(results, [Ok(0), Err("odd".into()), Ok(2)]);
        let linked = supervisor.async_stream(0..2, options, |item: u32| item);
        assert_eq!(linked.count(), 2);
    });
}
