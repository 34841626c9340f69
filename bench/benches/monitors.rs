//! How fast histories of classical objects are judged by monitors, next to sorting as many timestamps.
//!
//! Everything but what compares two threads with one runs on one thread, and is measured as a user has it: from the history in memory to the
//! verdict, whose witness was checked. `LOCKSTEP_BENCH_OPERATIONS=10000000` measures that many
//! operations instead of the usual numbers; it takes some gigabytes.

use std::env;
use std::num::NonZero;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lockstep::checker::Engine;
use lockstep::models::{
    CasRegister, Counter, FifoQueue, Log, PriorityQueue, Set, Stack, UnorderedQueue,
};
use lockstep::prelude::*;
use lockstep::workloads::{Play, Synth, Values};
use lockstep_bench::spin;
use lockstep_history::History;
use lockstep_seed::Seed;

/// How many operations histories have.
fn sizes() -> Vec<u32> {
    match env::var("LOCKSTEP_BENCH_OPERATIONS") {
        Ok(size) => vec![size.parse().expect("a number of operations")],
        Err(_) => vec![10_000, 100_000, 1_000_000],
    }
}

fn history<M: Play>(
    model: &M,
    values: Values,
    size: u32,
    processes: u32,
) -> History<M::Op, M::Ret> {
    let synth = Synth::new(Seed::from(42))
        .operations(size)
        .processes(processes)
        .values(values);
    synth.run(model).expect("there are clients").into_history()
}

fn object<M: Play + Sync>(criterion: &mut Criterion, name: &str, model: &M, values: Values) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    for size in sizes() {
        group.throughput(Throughput::Elements(size.into()));
        for processes in [16, 64] {
            let id = BenchmarkId::new(format!("{processes} processes"), size);
            group.bench_function(id, |bencher| {
                let history = history(model, values, size, processes);
                let checker = Checker::linearizable(model)
                    .engine(Engine::Monitor)
                    .threads(NonZero::<usize>::MIN);
                bencher.iter(|| assert!(checker.check(&history).is_valid()));
            });
        }
    }
}

fn sorting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sorting two timestamps an operation");
    group.sample_size(10);
    for size in sizes() {
        group.throughput(Throughput::Elements(size.into()));
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            let mut stream = Seed::from(42).stream();
            let stamps: Vec<u64> = (0..2 * u64::from(size))
                .map(|_| stream.below(u64::MAX))
                .collect();
            bencher.iter_batched_ref(
                || stamps.clone(),
                |stamps| stamps.sort_unstable(),
                criterion::BatchSize::LargeInput,
            );
        });
    }
}

fn monitors(criterion: &mut Criterion) {
    let unique = Values::Unique;
    object(criterion, "register", &CasRegister::new(0_i64), unique);
    object(criterion, "queue", &FifoQueue::<i64>::new(), unique);
    object(criterion, "bag", &UnorderedQueue::<i64>::new(), unique);
    object(criterion, "set", &Set::<i64>::new(), Values::Pool(100));
    object(criterion, "counter", &Counter::new(), Values::Pool(2));
    object(criterion, "log", &Log::<i64>::new(), unique);
    object(criterion, "stack", &Stack::<i64>::new(), unique);
    object(
        criterion,
        "priority queue",
        &PriorityQueue::<i64>::new(),
        unique,
    );
}

/// A hundred equal keys on one thread and on two, next to a loop that shares nothing.
fn two_threads(criterion: &mut Criterion) {
    const OPERATIONS: u32 = 1_000_000;
    let model = CasRegister::new(0_i64);
    let synth = Synth::new(Seed::from(42))
        .operations(OPERATIONS)
        .processes(16)
        .keys(100)
        .values(Values::Unique);
    let history = synth.run(&model).expect("there are clients").into_history();
    let mut group = criterion.benchmark_group("threads");
    group.throughput(Throughput::Elements(OPERATIONS.into()));
    for threads in [1, 2] {
        group.bench_function(format!("keys/{threads}"), |bencher| {
            let threads = NonZero::new(threads).expect("there is one");
            let checker = Checker::linearizable(&model).threads(threads);
            bencher.iter(|| assert!(checker.check(&history).is_valid()));
        });
        group.bench_function(format!("loop/{threads}"), |bencher| {
            bencher.iter(|| spin(threads));
        });
    }
}

/// One key that needs search, on one thread and on two: its values repeat, and dozens of operations are open.
fn hard_key<M: Play + Sync>(
    criterion: &mut Criterion,
    name: &str,
    model: &M,
    (values, operations, processes): (u32, u32, u32),
) {
    let history = history(model, Values::Pool(values), operations, processes);
    let mut group = criterion.benchmark_group(format!("one hard {name}"));
    group.sample_size(10);
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::from_parameter(threads), |bencher| {
            let threads = NonZero::new(threads).expect("there is one");
            let checker = (Checker::linearizable(model).engine(Engine::Search)).threads(threads);
            bencher.iter(|| assert!(checker.check(&history).is_valid()));
        });
    }
}

fn hard_keys(criterion: &mut Criterion) {
    hard_key(criterion, "queue", &FifoQueue::<i64>::new(), (6, 60, 14));
    let priority_queue = PriorityQueue::<i64>::new();
    hard_key(criterion, "priority queue", &priority_queue, (20, 100, 40));
}

criterion_group!(benches, sorting, monitors, two_threads, hard_keys);
criterion_main!(benches);
