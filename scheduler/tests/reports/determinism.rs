use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use lockstep_scheduler::sync::atomic as mirrored;
use lockstep_scheduler::{Failure, Runner, Statistics, thread};

use crate::programs::{bank, lost_update, runner, two_mutexes};

#[test]
fn same_traces_for_1000_seeds_three_times_on_one_thread_and_on_two() {
    let programs: [(&str, fn()); 2] = [("lost_update", lost_update), ("two_mutexes", two_mutexes)];
    for seed in 0..1_000 {
        let (name, body) = programs[usize::try_from(seed % 2).unwrap()];
        let written = |threads: usize| {
            let runner = runner(name, seed).threads(NonZero::new(threads).unwrap());
            let bug = runner.try_run(body).unwrap_err();
            let shrunk = bug.shrunk.as_ref().map(|shrunk| shrunk.trace.to_string());
            (bug.to_string(), bug.trace.to_string(), shrunk)
        };
        let first = written(1);
        for threads in [1, 1, 2, 2, 2] {
            assert_eq!(first, written(threads), "seed {seed}, {threads} threads");
        }
    }
}

#[test]
fn counts_the_same_schedules_on_one_thread_and_two() {
    let distinct = |threads: usize| {
        let runner = runner("counts", 3).threads(NonZero::new(threads).unwrap());
        let statistics = runner.run(|| {
            let count = Arc::new(mirrored::AtomicU32::new(0));
            let counted = Arc::clone(&count);
            let other = thread::spawn(move || counted.fetch_add(1, SeqCst));
            count.fetch_add(1, SeqCst);
            other.join().unwrap();
        });
        Statistics {
            elapsed: Duration::ZERO,
            ..statistics
        }
    };
    assert_eq!(distinct(1), distinct(2));
    assert_eq!((distinct(1).distinct, distinct(1).races_both), (2, 1));
}

/// Does something else each time.
fn fickle() -> impl Fn() + Send + Sync + 'static {
    let runs = AtomicU32::new(0);
    move || {
        let shared = mirrored::AtomicU32::new(0);
        if runs.fetch_add(1, SeqCst).is_multiple_of(2) {
            shared.store(1, SeqCst);
        } else {
            shared.load(SeqCst);
        }
    }
}

#[test]
fn names_the_first_operation_that_differs_between_two_runs() {
    let runner = runner("fickle", 1).check_determinism();
    let bug = runner.try_run(fickle()).unwrap_err();
    let Failure::Divergence { step, message } = &bug.reason else {
        panic!("{:?}", bug.reason)
    };
    assert_eq!(*step, 1);
    assert!(message.contains("to store atomic 0 at "), "{message}");
    assert!(message.contains("is about to load at "), "{message}");
    assert!(bug.to_string().contains("HashMap"));
}

#[test]
fn says_of_a_failure_that_it_does_not_come_about_again() {
    let runs = AtomicU32::new(0);
    let bug = runner("once", 1).try_run(move || {
        thread::yield_now();
        assert_ne!(runs.fetch_add(1, SeqCst), 3, "unlucky");
    });
    let bug = bug.unwrap_err();
    assert!(matches!(bug.reason, Failure::Panic { .. }));
    assert!(bug.shrunk.is_none());
    assert!(bug.to_string().contains("Not deterministic:"), "{bug}");
}

#[test]
fn a_deterministic_body_passes_the_check() {
    let runner = runner("bank", 1).check_determinism().iterations(1);
    let result = runner.try_run(bank);
    assert!(!result.is_err_and(|bug| matches!(bug.reason, Failure::Divergence { .. })));
}

#[test]
fn tells_of_its_progress() {
    let told = Arc::new(AtomicU32::new(0));
    let tell = Arc::clone(&told);
    let runner = runner("slow", 1)
        .iterations(3)
        .on_progress(move |progress| {
            assert!(progress.executions <= progress.iterations && progress.iterations == 3);
            tell.fetch_add(1, SeqCst);
        });
    runner.run(|| std::thread::sleep(Duration::from_millis(150)));
    assert!(told.load(SeqCst) > 0);
}

#[test]
fn schedules_differ_in_whether_a_task_has_ended_when_another_looks() {
    let statistics = Runner::new().strategy("exhaustive").run(|| {
        let task = thread::spawn(|| ());
        task.is_finished();
        task.join().unwrap();
    });
    assert_eq!(statistics.distinct, 2);
}
