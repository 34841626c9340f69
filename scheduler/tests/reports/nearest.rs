use std::sync::atomic::Ordering::SeqCst;

use lockstep_scheduler::strategy::{Replay, Unfollowed};
use lockstep_scheduler::sync::atomic::{AtomicBool, AtomicI8, AtomicPtr, AtomicU32};
use lockstep_scheduler::{Passing, Runner, TaskId, Trace};

use crate::programs::{bug, crowd, lost_update, panic_in_a_task, two_mutexes};

/// Returns the simplest trace of a failure.
fn simplest(test: &str, seed: u64, body: fn()) -> Trace {
    let bug = bug(test, seed, body);
    bug.shrunk.map_or(bug.trace, |shrunk| shrunk.trace)
}

fn passing(trace: &Trace) -> &Passing {
    let neighbours = trace.neighbours.as_ref().expect("it was investigated");
    neighbours.passing.as_ref().expect("one passes")
}

#[test]
fn the_nearest_schedule_is_the_same_up_to_one_choice_and_passes() {
    for (test, body) in [
        ("lost_update", lost_update as fn()),
        ("two_mutexes", two_mutexes),
        ("panic_in_a_task", panic_in_a_task),
    ] {
        for seed in 0..8 {
            let failing = simplest(test, seed, body);
            let Passing { place, trace } = passing(&failing);
            assert_eq!(trace.steps[..*place], failing.steps[..*place], "{test}");
            assert_ne!(trace.steps[*place].task, failing.steps[*place].task);
            assert!(!trace.has_failed());
            let schedule: Vec<TaskId> = trace.steps.iter().map(|step| step.task).collect();
            let replay = move || Replay::new(schedule.clone(), Unfollowed::Diverges);
            let runner = Runner::new().iterations(1).strategy_with("replay", replay);
            assert!(runner.search(body).is_ok(), "{test} with seed {seed}");
        }
    }
}

#[test]
fn the_nearest_schedule_is_found_where_there_are_many_tasks() {
    let failing = simplest("crowd", 1, crowd);
    assert!(failing.nearest().starts_with("It passes if at step "));
    let read: Trace = failing.to_string().parse().unwrap();
    assert_eq!(read, failing);
}

#[test]
fn it_is_said_if_all_schedules_that_were_tried_fail() {
    let body = || {
        let task = lockstep_scheduler::thread::spawn(|| AtomicU32::new(0).store(1, SeqCst));
        task.join().unwrap();
        panic!("whatever the schedule");
    };
    let trace = simplest("always", 1, body);
    let neighbours = trace.neighbours.as_ref().unwrap();
    assert_eq!(neighbours.passing, None);
    let expected = match neighbours.tried {
        0 => String::new(),
        1 => "The one schedule that was tried and differs in one choice fails, too.\n".into(),
        tried => {
            format!("All {tried} schedules that were tried and differ in one choice fail, too.\n")
        }
    };
    assert_eq!(trace.nearest(), expected);
}

fn of_all_sorts() {
    let (count, number, flag) = (AtomicU32::new(7), AtomicI8::new(-1), AtomicBool::new(false));
    let mut own = 5;
    let pointer = AtomicPtr::new(std::ptr::null_mut());
    assert_eq!(count.compare_exchange(8, 9, SeqCst, SeqCst), Err(7));
    assert_eq!(count.compare_exchange(7, 9, SeqCst, SeqCst), Ok(7));
    number.fetch_sub(127, SeqCst);
    flag.store(true, SeqCst);
    pointer.store(&raw mut own, SeqCst);
    assert!(pointer.load(SeqCst).is_null());
}

#[test]
fn the_values_of_atomics_are_written_as_what_they_are() {
    let trace = simplest("values", 1, of_all_sorts);
    let values = trace.steps.iter().filter_map(|step| step.values.clone());
    let written: Vec<String> = values
        .map(|values| match values.after {
            None => values.before,
            Some(after) => format!("{} -> {after}", values.before),
        })
        .collect();
    let expected = [
        "7 -> 7",
        "7 -> 9",
        "-1 -> -128",
        "false -> true",
        "null -> non-null",
        "non-null",
    ];
    assert_eq!(written, expected);
}

fn caught() {
    struct Counted<'a>(&'a AtomicU32);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(10, SeqCst);
        }
    }
    let count = AtomicU32::new(0);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _counted = Counted(&count);
        count.store(1, SeqCst);
        panic!("it is caught");
    }));
    assert!(caught.is_err());
    assert_eq!(count.load(SeqCst), 1);
}

#[test]
fn what_destructors_do_while_a_panic_unwinds_is_not_taken_for_a_step() {
    let trace = simplest("caught", 1, caught);
    let values = |place: usize| trace.steps[place].values.as_ref();
    let stored = trace
        .steps
        .iter()
        .position(|step| step.kind.name() == "store");
    assert_eq!(values(stored.unwrap()), None);
    assert_eq!(values(trace.steps.len() - 1).unwrap().before, "11");
}

#[test]
fn only_who_could_have_gone_on_is_pre_empted() {
    let trace = simplest("lost_update", 1, lost_update);
    let preempts: Vec<usize> = (1..=trace.steps.len())
        .filter(|number| trace.steps[number - 1].preempts)
        .collect();
    assert_eq!(preempts, [6]);
}
