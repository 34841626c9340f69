//! All of it together, where signals take their time on one node, too.

use std::time::Duration;

use lockstep_otp::{
    self as otp, Agent, CALL_TIMEOUT, ChildSpec, ExitReason, RestartStrategy, Settings, Shutdown,
    StartError, StartOptions, StreamOptions, Supervisor, SupervisorSpec, Task, TaskSupervisor,
    TaskSupervisorSpec,
};
use lockstep_scheduler::Runner;

use crate::search::always;

/// A supervisor of an agent and of tasks.
fn start_all() -> Supervisor {
    let named = |name| StartOptions::new().name(name).link();
    let total = ChildSpec::new("total", move || Agent::start_with(named("total"), || 0));
    let tasks = ChildSpec::supervisor("tasks", move || {
        TaskSupervisorSpec::new().start_with(named("tasks"))
    });
    let spec = SupervisorSpec::new(RestartStrategy::RestForOne);
    let spec = spec.child(total).child(tasks);
    spec.start_with(named("top")).unwrap()
}

fn use_all() {
    let top = start_all();
    let add = |number: i32| {
        let total = Agent::<i32>::named("total").unwrap();
        total.get_and_update(move |total| {
            *total += number;
            *total
        })
    };
    let tasks = || TaskSupervisor::named("tasks").unwrap();
    assert_eq!(tasks().spawn(move || add(1)).wait(), 1);
    let sums = tasks().async_stream(0..3, StreamOptions::new(), add);
    assert_eq!(sums.count(), 3);
    otp::kill(Agent::<i32>::named("total").unwrap());
    otp::sleep(CALL_TIMEOUT);
    assert_eq!(add(0), 0);
    let slow = tasks().spawn_nolink(|| otp::sleep(2 * CALL_TIMEOUT));
    assert_eq!(slow.shutdown(Shutdown::Timeout(CALL_TIMEOUT)), None);
    let quick = Task::spawn(|| 1);
    otp::sleep(Duration::from_secs(1));
    assert_eq!(quick.shutdown(Shutdown::BrutalKill), Some(Ok(1)));
    let again = StartOptions::new().name("total");
    let taken = Agent::start_with(again, || 0_i32);
    assert!(matches!(taken, Err(StartError::AlreadyStarted(_))));
    top.try_stop(ExitReason::Normal, CALL_TIMEOUT).unwrap();
    assert_eq!(Agent::<i32>::named("total"), None);
}

#[test]
fn servers_supervisors_and_tasks_do_with_signals_that_arrive_at_once() {
    always(use_all);
}

#[test]
fn servers_supervisors_and_tasks_do_with_signals_that_take_their_time() {
    always(|| {
        Settings::new().local_in_flight(true).configure();
        use_all();
    });
}

#[test]
fn the_same_seed_is_the_same_execution() {
    let runner = Runner::new().iterations(100).check_determinism();
    runner.search(use_all).unwrap();
}
