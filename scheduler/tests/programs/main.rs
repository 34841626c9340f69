//! Small programs that fail under some schedules: each is found to, and what does the same right is not.

mod primitives {
    pub(crate) use lockstep_scheduler::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    pub(crate) use lockstep_scheduler::sync::{Arc, Condvar, Mutex};
    pub(crate) use lockstep_scheduler::thread;
}

#[path = "catalogue.rs"]
mod catalogue;
mod shrinking;

use lockstep_scheduler::strategy::Named;
use lockstep_scheduler::{Category, Runner};
use lockstep_seed::Seed;

use catalogue::{HELD_OUT, PROGRAMS, Program};

fn program(name: &str) -> Program {
    let found = all().find(|program| program.name == name);
    found.expect("there is a program of that name")
}

fn all() -> impl Iterator<Item = Program> {
    PROGRAMS.into_iter().chain(HELD_OUT)
}

fn runner(seed: u64, iterations: u64) -> Runner {
    Runner::new().seed(Seed::from(seed)).iterations(iterations)
}

/// Searches with the default strategy, and checks how the failure begins.
fn assert_found(name: &str, within: u64, category: &Category) {
    let found = runner(1, within).search(program(name).racy);
    let (_, failure) = found.expect_err("it fails under some schedule");
    assert_eq!(&failure.category(), category, "{failure}");
}

fn panic(message: &str) -> Category {
    Category::Panic(message.into())
}

#[test]
fn finds_a_lost_update() {
    let category = panic("assertion `left == right` failed: an update is lost");
    assert_found("lost_update", 10, &category);
}

#[test]
fn finds_a_check_that_is_out_of_date() {
    assert_found("toctou", 10, &panic("too many are inside"));
}

#[test]
fn finds_a_node_that_is_used_again() {
    let category = panic("assertion `left == right` failed: a node was popped twice");
    assert_found("aba", 100, &category);
}

#[test]
fn finds_a_pair_that_is_half_set_among_three_tasks() {
    assert_found("reorder_3", 50, &panic("the second is not set"));
}

#[test]
fn finds_a_pair_that_is_half_set_among_five_tasks() {
    assert_found("reorder_5", 200, &panic("the second is not set"));
}

#[test]
fn finds_a_pair_that_is_half_set_among_ten_tasks() {
    assert_found("reorder_10", 500, &panic("the second is not set"));
}

#[test]
fn finds_that_philosophers_can_starve() {
    assert_found("dining", 50, &Category::Deadlock);
}

#[test]
fn finds_a_wakeup_that_is_missed() {
    let category = panic("one sleeps and nobody is left to wake it");
    assert_found("missed_wakeup", 50, &category);
}

#[test]
fn finds_a_commit_that_covers_an_empty_place() {
    assert_found("queue_commit", 50, &panic("an empty place was taken"));
}

#[test]
fn finds_money_that_is_in_no_account() {
    let category = panic("assertion `left == right` failed: money is missing");
    assert_found("bank", 20, &category);
}

#[test]
fn finds_a_count_under_the_wrong_lock() {
    let category = panic("assertion `left == right` failed: somebody else counts, too");
    assert_found("wrong_lock", 50, &category);
}

#[test]
fn finds_a_rare_window_in_long_tasks() {
    assert_found("deep_window", 1_000, &panic("it is open"));
}

#[test]
fn finds_an_out_of_date_check_early_by_pos() {
    let runner = runner(1, 10).strategy(Named::Pos);
    runner
        .search(program("toctou").racy)
        .expect_err("too many come in");
}

#[test]
fn finds_a_pair_that_is_half_set_among_fifty_tasks() {
    assert_found("reorder_50", 200, &panic("the second is not set"));
}

#[test]
fn finds_the_bug_of_every_program_that_it_was_not_tuned_on() {
    for program in HELD_OUT {
        let found = runner(1, 2_000).search(program.racy);
        assert!(found.is_err(), "{}", program.name);
    }
}

#[test]
fn finds_nothing_in_what_is_correct() {
    for program in all() {
        let searched = runner(1, 10_000).search(program.correct);
        let statistics = searched.unwrap_or_else(|(iteration, failure)| {
            panic!("{} fails in iteration {iteration}: {failure}", program.name)
        });
        assert_eq!(statistics.executions, 10_000);
    }
}

#[test]
fn what_is_found_does_not_depend_on_the_number_of_threads() {
    for program in all() {
        let found = [1, 2, 8].map(|threads| {
            let threads = threads.try_into().unwrap();
            let searched = runner(2, 2_000).threads(threads).search(program.racy);
            searched.expect_err("it fails under some schedule")
        });
        assert_eq!(found[0], found[1], "{}", program.name);
        assert_eq!(found[0], found[2], "{}", program.name);
    }
}

#[test]
fn what_goes_by_estimates_finds_the_same_with_any_number_of_threads() {
    for strategy in ["surw", "reads_from", "race_pct", "urw", "pct:3"] {
        for program in all() {
            let search = |threads: usize| {
                let runner = runner(5, 300).threads(threads.try_into().unwrap());
                let found = runner.strategy(strategy).search(program.racy);
                found.map_err(|(iteration, failure)| (iteration, failure.to_string()))
            };
            let found = [1, 2, 8].map(|threads| search(threads).err());
            assert_eq!(found[0], found[1], "{strategy} on {}", program.name);
            assert_eq!(found[0], found[2], "{strategy} on {}", program.name);
        }
    }
}

#[test]
fn what_the_strategies_with_estimates_find_is_replayed_and_shrunk() {
    for strategy in ["surw", "reads_from", "race_pct"] {
        for name in ["aba", "deep_window", "missed_wakeup", "semaphore", "dining"] {
            let racy = program(name).racy;
            let runner = runner(3, 20_000).strategy(strategy).without_traces();
            let bug = runner
                .try_run(racy)
                .expect_err("it fails under some schedule");
            assert!(bug.divergence.is_none(), "{strategy} on {name}");
            let again = Runner::new().replay(&bug.trace, racy);
            let again = again.expect_err("it fails again");
            assert_eq!(again.reason.category(), bug.reason.category());
            if let Some(shrunk) = &bug.shrunk {
                assert!(shrunk.preemptions <= shrunk.preemptions_before);
            }
        }
    }
}
