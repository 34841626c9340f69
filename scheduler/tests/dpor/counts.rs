use crate::program::{Act, run};
use crate::small::ALL;
use crate::watched::watch;
use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_scheduler::sync::{Arc, Mutex};
use lockstep_scheduler::{Runner, Statistics, hint, thread};

/// How many partial orders each small test has.
const ORDERS: [u64; 10] = [2, 70, 90, 20, 90, 3, 66, 4, 1_668, 2];

/// The most schedules of a small test that are compared with.
const MOST: u64 = 30_000;

#[test]
fn each_order_of_the_small_tests_is_tried_once() {
    for (small, orders) in ALL.iter().zip(ORDERS) {
        let (name, body) = (small.name, small.body);
        let (tried, seen) = watch(&Named::Dpor(None), MOST, move |_| body());
        assert!(tried.is_exhausted && tried.account.is_whole(), "{name}");
        let complete = tried.executions - tried.account.redundant;
        assert_eq!(
            (complete, seen.orders.len() as u64),
            (orders, orders),
            "{name}"
        );
        let (all, all_seen) = watch(&Named::Exhaustive, MOST, move |_| body());
        if all.is_exhausted {
            assert_eq!(seen.orders, all_seen.orders, "{name}");
        }
    }
}

fn search(body: impl Fn() + Send + Sync + 'static) -> Statistics {
    let runner = Runner::new()
        .iterations(1_000_000)
        .strategy(Named::Dpor(None));
    runner.search(body).expect("it never fails")
}

/// Runs tasks that do the same to what they share.
fn tasks<S: Send + Sync + 'static>(count: usize, shared: S, main: fn(&S)) {
    let shared = Arc::new(shared);
    let spawn = |_| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || main(&shared))
    };
    let tasks: Vec<_> = (0..count).map(spawn).collect();
    for task in tasks {
        task.join().unwrap();
    }
}

#[test]
fn four_additions_of_two_tasks_have_seventy_orders() {
    let statistics = search(|| {
        tasks(2, AtomicU32::new(0), |count| {
            for _ in 0..4 {
                count.fetch_add(1, SeqCst);
            }
        });
    });
    assert!(statistics.is_exhausted && statistics.account.is_whole());
    assert_eq!(statistics.executions - statistics.account.redundant, 70);
}

#[test]
fn two_sections_of_three_tasks_have_ninety_orders() {
    let statistics = search(|| {
        tasks(3, Mutex::new(0), |count| {
            for _ in 0..2 {
                *count.lock().unwrap() += 1;
            }
        });
    });
    assert!(statistics.is_exhausted && statistics.account.is_whole());
    assert_eq!(statistics.executions - statistics.account.redundant, 90);
}

#[test]
fn tasks_that_share_nothing_have_one_order() {
    let statistics = search(|| {
        tasks(4, (), |()| {
            let own = AtomicU32::new(0);
            own.fetch_add(1, SeqCst);
            own.fetch_add(1, SeqCst);
        });
    });
    assert!(statistics.is_exhausted);
    assert_eq!(statistics.executions, 1);
}

#[test]
fn a_loop_that_waits_is_cut_and_that_is_said() {
    let statistics = search(|| {
        tasks(2, [AtomicU32::new(0), AtomicU32::new(0)], |[turn, done]| {
            if turn.fetch_add(1, SeqCst) == 0 {
                done.store(1, SeqCst);
            }
            while done.load(SeqCst) == 0 {
                hint::spin_loop();
            }
        });
    });
    assert!(statistics.is_exhausted);
    assert!(statistics.account.turns_cut > 0);
    assert!(!statistics.account.is_whole());
}

#[test]
fn a_bound_on_preemptions_ends_the_search_and_that_is_said() {
    let body = || {
        tasks(2, AtomicU32::new(0), |count| {
            for _ in 0..3 {
                count.fetch_add(1, SeqCst);
            }
        });
    };
    let runner = Runner::new().iterations(1_000).strategy("dpor:1");
    let statistics = runner.search(body).expect("it never fails");
    assert!(statistics.is_exhausted);
    assert!(statistics.account.beyond_bound > 0);
    let said = statistics.to_string();
    assert!(said.contains("every schedule was tried but for "), "{said}");
    assert!(
        said.contains(" choices beyond the bound of pre-emptions"),
        "{said}"
    );
}

/// Who waits for room in a channel for ever may have been the first to send.
#[test]
fn what_waits_where_all_others_are_asleep_is_tried_first_too() {
    let program = vec![
        vec![Act::Read],
        vec![Act::Send],
        vec![Act::Yield, Act::Send, Act::TryWrite],
    ];
    let body = move |notes: &_| run(&program, notes);
    let (_, all) = watch(&Named::Exhaustive, MOST, body.clone());
    let (_, tried) = watch(&Named::Dpor(None), MOST, body);
    assert_eq!(tried.outcomes, all.outcomes);
    assert_eq!(all.outcomes.len(), 4);
}

#[test]
fn a_deadlock_of_two_locks_is_found() {
    let runner = Runner::new().strategy(Named::Dpor(None));
    let found = runner.search(|| {
        let locks = Arc::new((Mutex::new(()), Mutex::new(())));
        let other = Arc::clone(&locks);
        let task = thread::spawn(move || {
            let _second = other.1.lock().unwrap();
            let _first = other.0.lock().unwrap();
        });
        {
            let _first = locks.0.lock().unwrap();
            let _second = locks.1.lock().unwrap();
        }
        task.join().unwrap();
    });
    let (_, failure) = found.unwrap_err();
    assert_eq!(failure.category().to_string(), "deadlock");
}

fn add_once(count: &AtomicU32) {
    count.fetch_add(1, SeqCst);
}

#[test]
fn what_is_too_long_for_the_strategy_is_no_proof() {
    for strategy in [Named::Dpor(None), Named::Exhaustive] {
        let runner = Runner::new().iterations(1_000).steps_max(6);
        let body = || tasks(2, AtomicU32::new(0), add_once);
        let statistics = runner
            .strategy(strategy)
            .search(body)
            .expect("it never fails");
        assert!(statistics.is_exhausted && !statistics.account.is_whole());
        assert!(
            statistics
                .to_json()
                .ends_with(r#""exhausted":true,"proof":false}"#)
        );
    }
}

#[test]
fn a_body_that_does_something_else_the_next_time_is_not_proved() {
    let times = std::sync::atomic::AtomicU32::new(0);
    let body = move || {
        let own = AtomicU32::new(0);
        match times.fetch_add(1, SeqCst) {
            0 => own.store(1, SeqCst),
            _ => add_once(&own),
        }
        tasks(2, AtomicU32::new(0), add_once);
    };
    let runner = Runner::new().strategy(Named::Dpor(None));
    let (_, failure) = runner.search(body).unwrap_err();
    assert_eq!(
        failure.to_string(),
        "step 2 is not what it was: T0 comes to something else than after the same choices"
    );
}
