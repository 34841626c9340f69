//! What becomes of executions that do not end by themselves.

use expect_test::expect;
use lockstep_scheduler::strategy::Strategy;
use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::sync::atomic::{AtomicBool, Ordering};
use lockstep_scheduler::{Execution, Failure, Point, Runner, TaskId, thread};

/// Lets the oldest task go on as long as it can.
struct Unfair;

impl Strategy for Unfair {
    fn begin(&mut self, _: &Execution<'_>) -> bool {
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        point.nth_ready(0)
    }
}

fn unfair() -> Runner {
    Runner::new()
        .iterations(10)
        .strategy_with("unfair", || Unfair)
}

/// Spins until another task, which `sets` it, has set a flag.
fn spin(sets: bool) -> impl Fn() + Send + Sync + 'static {
    move || {
        let flag = Arc::new(AtomicBool::new(false));
        let other = Arc::clone(&flag);
        let setter = thread::spawn(move || other.store(sets, Ordering::SeqCst));
        while !flag.load(Ordering::SeqCst) {}
        setter.join().unwrap();
    }
}

#[test]
fn a_spin_loop_that_only_needs_fairness_passes() {
    let statistics = unfair().search(spin(true)).expect("the flag is set");
    assert_eq!(statistics.executions, 10);
}

#[test]
fn a_livelock_is_a_failure_that_names_who_goes_round() {
    let (_, failure) = unfair()
        .search(spin(false))
        .expect_err("nobody sets the flag");
    let Failure::StepLimit { unfinished, .. } = failure else {
        panic!("{failure}");
    };
    assert_eq!(unfinished.len(), 1);
    assert_eq!(unfinished[0].task, TaskId::MAIN);
    assert_eq!(unfinished[0].object, "atomic 0");
}

#[test]
fn what_goes_on_after_the_body_need_not_end() {
    let body = || {
        thread::spawn(|| {
            loop {
                thread::yield_now();
            }
        });
    };
    Runner::new()
        .iterations(10)
        .search(body)
        .expect("the body ends");
}

#[test]
fn a_task_that_reaches_no_scheduling_point_is_named_by_its_last_one() {
    let body = || {
        let flag = AtomicBool::new(false);
        flag.store(true, Ordering::SeqCst);
        loop {
            std::hint::spin_loop();
        }
    };
    let runner = Runner::new().iterations(1).timeout_ms(1);
    let (_, failure) = runner.search(body).expect_err("it never ends");
    let Failure::Stuck {
        last: Some((task, last)),
        ref left,
        ..
    } = failure
    else {
        panic!("{failure}");
    };
    assert_eq!((task, last.kind.name()), (TaskId::MAIN, "store"));
    assert!(last.location.file().ends_with("limits.rs"));
    assert_eq!(left, &[], "there is no other task");
}

#[test]
fn a_task_that_waits_for_a_lock_of_std_is_named_with_those_that_may_hold_it() {
    let body = || {
        let (lock, flag) = (Arc::new(std::sync::Mutex::new(0)), AtomicBool::new(false));
        let other = Arc::clone(&lock);
        let holder = thread::spawn(move || {
            let mut value = other.lock().unwrap();
            (0..9).for_each(|_| thread::yield_now());
            *value += 1;
        });
        let early = thread::spawn(|| ());
        early.join().unwrap();
        flag.store(true, Ordering::SeqCst);
        *lock.lock().unwrap() += 1;
        holder.join().unwrap();
    };
    let runner = Runner::new().timeout_ms(1).strategy("round_robin");
    let bug = runner.iterations(1).without_traces().try_run(body);
    let reason = bug
        .expect_err("the lock is held for ever")
        .reason
        .to_string();
    expect![[r"
        not ended after 1 ms: T0 has come to no operation after its store at scheduler/tests/limits.rs:109
          it loops without one, or waits for what is not Lockstep's: a lock of std, a channel, a socket
          one of the tasks that were left meanwhile may hold that:
          T1 waits to yield at scheduler/tests/limits.rs:104"]]
    .assert_eq(&reason);
}

#[test]
#[should_panic(expected = "there are 0 iterations; expected an integer from 1")]
fn a_search_that_would_run_nothing_is_refused() {
    let _ = Runner::new().iterations(0);
}

#[test]
fn a_task_that_is_left_is_a_failure_where_that_is_asked_for() {
    let body = || {
        thread::spawn(thread::park);
    };
    let runner = Runner::new().iterations(10);
    runner.search(body).expect("nobody asks");
    let (_, failure) = runner
        .forbid_leaks()
        .search(body)
        .expect_err("it parks for ever");
    let Failure::Leak { waiting } = failure else {
        panic!("{failure}");
    };
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].operation.kind.name(), "park");
}
