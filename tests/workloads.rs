//! The workloads that can be taken as they are, each with its systems in memory, under the scheduler: the correct
//! ones never fail, and every broken one is caught.

#[expect(dead_code, reason = "the program has a main function")]
#[path = "../examples/workload.rs"]
mod example;

use std::num::NonZero;
use std::time::Instant;

use lockstep::models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Log, MultiRegister, OwnedMutex, Register,
    Stack, UniqueIds,
};
use lockstep::prelude::*;
use lockstep::workloads::{Offer, Ready};

/// How many operations an execution has beside those at the end.
const OPERATIONS: u64 = 12;
/// How many workers do them.
const WORKERS: u32 = 3;

/// Runs the workload once, and judges what came of it.
fn judged<R: Ready>(offer: &Offer<<R as Model>::Op, <R as Model>::Ret>) {
    let seed = Seed::from(lockstep::rand::below(u64::MAX));
    let workload = R::ready().workload(offer.make(), WORKERS, seed);
    let workload = workload.unwrap().with_main(|main| main.take(OPERATIONS));
    let run = Workers::new(WORKERS, seed).run(&workload).unwrap();
    let checker = Checker::linearizable(R::ready()).threads(NonZero::<usize>::MIN);
    checker.assert(&run.history);
}

/// Runs so many operations on real threads.
fn on_threads<R: Ready>(
    offer: &str,
    workers: u32,
    operations: u64,
) -> History<<R as Model>::Op, <R as Model>::Ret> {
    let system = R::offer(offer).unwrap().make();
    let seed = Seed::from(7);
    let workload = R::ready().workload(system, workers, seed).unwrap();
    let workload = workload.with_main(|main| main.take(operations));
    Workers::new(workers, seed).run(&workload).unwrap().history
}

#[test]
fn a_register_behind_a_lock_is_linearizable_on_real_threads() {
    let history = on_threads::<Register<i64>>("memory", 16, 20_000);
    assert_eq!(history.operations().len(), 20_000);
    Checker::linearizable(Register::new(0)).assert(&history);
}

#[test]
fn an_unsynchronised_update_is_caught_on_real_threads() {
    for _ in 0..100 {
        let history = on_threads::<Counter>("lost-update", 4, 20_000);
        if !Checker::linearizable(Counter::new())
            .check(&history)
            .is_valid()
        {
            return;
        }
    }
    panic!("two million updates, and none was lost");
}

#[test]
#[ignore = "takes seconds with --release, and a minute without"]
fn a_million_operations_of_sixteen_workers_are_recorded_and_judged() {
    let start = Instant::now();
    let history = on_threads::<Register<i64>>("memory", 16, 1_000_000);
    let recorded = start.elapsed();
    let start = Instant::now();
    Checker::linearizable(Register::new(0)).assert(&history);
    println!("recorded in {recorded:?}, judged in {:?}", start.elapsed());
}

#[lockstep::test(iterations = 500, seed = 1)]
fn the_correct_counter_of_the_example_never_fails() {
    example::on_the_correct_counter();
}

#[test]
fn the_broken_counter_of_the_example_is_caught_for_every_seed() {
    for seed in 0..20 {
        let runner = Runner::new().iterations(1_000).seed(Seed::from(seed));
        let found = runner.search(example::on_the_broken_counter);
        let (_, failure) = found.expect_err("an update is lost");
        assert!(
            failure.to_string().contains("not linearizable"),
            "{failure}"
        );
    }
}

/// Searches for a fault under the default strategy; returns the iteration that found one.
fn searched<R: Ready>(offer: &'static str, iterations: u64, seed: u64) -> Option<u64> {
    let runner = Runner::new().iterations(iterations).seed(Seed::from(seed));
    let found = runner.search(move || judged::<R>(&R::offer(offer).unwrap()));
    let (iteration, failure) = found.err()?;
    let failure = failure.to_string();
    assert!(
        failure.contains("not linearizable"),
        "{}: {offer}: {failure}",
        R::NAME
    );
    Some(iteration)
}

/// Asserts that the correct system of a workload passes so many executions.
fn passes<R: Ready>(iterations: u64) {
    let found = searched::<R>("memory", iterations, 1);
    assert_eq!(found, None, "{} fails in this iteration", R::NAME);
}

/// Asserts that every broken system of a workload is caught for the pinned seed, and returns when.
fn is_caught<R: Ready>() -> Vec<(&'static str, u64)> {
    let broken = R::offers().into_iter().filter(Offer::is_broken);
    let caught = broken.map(|offer| {
        let found = searched::<R>(offer.name, 5_000, 1);
        let iteration = found.unwrap_or_else(|| panic!("{}: {} passes", R::NAME, offer.name));
        (offer.name, iteration)
    });
    caught.collect()
}

/// Tests every workload.
macro_rules! every_workload {
    ($($name:ident: $object:ty,)*) => {
        mod correct {
            use super::*;
            $(
                #[test]
                fn $name() {
                    passes::<$object>(500);
                }
            )*
        }

        mod broken {
            use super::*;
            $(
                #[test]
                fn $name() {
                    assert!(!is_caught::<$object>().is_empty());
                }
            )*
        }

        #[test]
        #[ignore = "takes minutes; run it with --release"]
        fn every_correct_system_passes_10_000_executions() {
            $(passes::<$object>(10_000);)*
        }

        #[test]
        #[ignore = "prints; run it with --nocapture"]
        fn when_each_fault_is_found() {
            $(println!("{}: {:?}", <$object>::NAME, is_caught::<$object>());)*
        }
    };
}

every_workload! {
    register: Register<i64>,
    cas_register: CasRegister<i64>,
    multi_register: MultiRegister<i64, i64>,
    queue: FifoQueue<i64>,
    stack: Stack<i64>,
    set: GrowSet<i64>,
    counter: Counter,
    mutex: OwnedMutex,
    log: Log<i64>,
    bank: Bank<i64>,
    unique_ids: UniqueIds<i64>,
}
