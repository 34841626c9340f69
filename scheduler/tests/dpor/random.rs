use lockstep_scheduler::strategy::Named;
use lockstep_seed::Seed;

use crate::program::{ALL, ATOMICS, Act, LOCKS, Program, draw, run};
use crate::watched::watch;

/// The most schedules of a program that are compared with.
const MOST: u64 = 4_000;

/// Draws so many programs, and numbers them.
fn drawn(
    root: u64,
    programs: u64,
    acts: &[fn(usize) -> Act],
    size: u64,
) -> impl Iterator<Item = (u64, Program)> {
    (0..programs).map(move |number| {
        let mut stream = Seed::from(root).derive(number).stream();
        (number, draw(&mut stream, acts, size))
    })
}

/// Compares what is seen in all schedules with what is seen in those that are tried; returns how many
/// programs were compared.
fn compare(root: u64, programs: u64, acts: &[fn(usize) -> Act], size: u64, each_once: bool) -> u64 {
    let mut compared = 0;
    for (number, program) in drawn(root, programs, acts, size) {
        let shown = format!("{program:?}");
        let body = move |notes: &_| run(&program, notes);
        let (all, all_seen) = watch(&Named::Exhaustive, MOST, body.clone());
        if !all.is_exhausted {
            continue;
        }
        let (tried, seen) = watch(&Named::Dpor(None), MOST, body);
        assert!(tried.is_exhausted, "{shown}");
        if !tried.account.is_whole() {
            // It took three like operations for a loop.
            assert!(seen.outcomes.is_subset(&all_seen.outcomes), "{shown}");
            continue;
        }
        compared += 1;
        assert_eq!(seen.outcomes, all_seen.outcomes, "{number}: {shown}");
        assert!(tried.executions <= all.executions, "{number}: {shown}");
        if each_once {
            assert_eq!(seen.orders, all_seen.orders, "{number}: {shown}");
            let complete = tried.executions - tried.account.redundant;
            assert_eq!(complete, all_seen.orders.len() as u64, "{number}: {shown}");
        }
    }
    compared
}

/// Compares what is seen in all schedules with a few pre-emptions with what is seen in those that are
/// tried with that bound; returns how many programs were compared.
fn compare_bounded(root: u64, programs: u64, acts: &[fn(usize) -> Act], size: u64) -> u64 {
    let mut compared = 0;
    for (number, program) in drawn(root, programs, acts, size) {
        let shown = format!("{program:?}");
        let body = move |notes: &_| run(&program, notes);
        let (all, all_seen) = watch(&Named::Exhaustive, MOST, body.clone());
        for bound in 0..3 {
            let strategy = Named::Dpor(Some(bound));
            let (tried, seen) = watch(&strategy, MOST, body.clone());
            if !all.is_exhausted || tried.account.turns_cut > 0 {
                continue;
            }
            compared += 1;
            let within = &all_seen.outcomes_within[bound as usize];
            assert!(tried.is_exhausted, "{shown}");
            assert_eq!(&seen.outcomes, within, "{number}, {bound}: {shown}");
        }
    }
    compared
}

#[test]
fn each_partial_order_of_operations_on_atomics_is_tried_once() {
    assert!(compare(1, 60, ATOMICS, 6, true) > 40);
}

#[test]
fn each_partial_order_of_operations_on_locks_is_tried_once() {
    assert!(compare(2, 60, LOCKS, 4, true) > 30);
}

#[test]
fn all_that_can_be_seen_of_any_objects_is_seen() {
    assert!(compare(3, 100, ALL, 5, false) > 50);
}

#[test]
fn all_that_can_be_seen_with_a_few_preemptions_is_seen_within_the_bound() {
    assert!(compare_bounded(4, 30, ATOMICS, 6) > 60);
    assert!(compare_bounded(5, 50, ALL, 4) > 60);
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_times_as_many_programs_are_tried_in_full() {
    assert!(compare(6, 6_000, ATOMICS, 6, true) > 4_000);
    assert!(compare(7, 6_000, LOCKS, 4, true) > 3_000);
    assert!(compare(8, 10_000, ALL, 5, false) > 5_000);
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_times_as_many_programs_are_tried_within_the_bound() {
    assert!(compare_bounded(9, 3_000, ATOMICS, 6) > 6_000);
    assert!(compare_bounded(10, 5_000, ALL, 4) > 6_000);
}
