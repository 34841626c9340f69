//! How many schedules of small programs are run in a second, next to shuttle.

use std::num::NonZero;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lockstep::prelude::*;
use lockstep_bench::spin;

mod programs;

/// How many executions one measured search has.
const EXECUTIONS: u64 = 2_000;
/// How many one has that is spread over threads, so that to start those does not matter.
const MANY_EXECUTIONS: u64 = 50_000;

/// A program, written once for either library.
type Program = (&'static str, fn(), fn());

const PROGRAMS: [Program; 4] = [
    (
        "2x100-fetch-add",
        programs::ours::atomics,
        programs::theirs::atomics,
    ),
    ("3x20-mutex", programs::ours::mutex, programs::theirs::mutex),
    (
        "ping-pong-100",
        programs::ours::ping_pong,
        programs::theirs::ping_pong,
    ),
    (
        "spawn-join-10",
        programs::ours::spawn,
        programs::theirs::spawn,
    ),
];

fn search(body: fn(), strategy: &str, threads: usize) {
    search_many(body, strategy, threads, EXECUTIONS);
}

fn search_many(body: fn(), strategy: &str, threads: usize, executions: u64) {
    let threads = NonZero::new(threads).expect("there is one");
    let runner = Runner::new().iterations(executions).threads(threads);
    runner
        .strategy(strategy)
        .search(body)
        .expect("it is correct");
}

fn search_with_shuttle(body: fn(), pct: bool) {
    let mut config = shuttle::Config::new();
    config.failure_persistence = shuttle::FailurePersistence::None;
    config.silence_warnings = true;
    config.max_steps = shuttle::MaxSteps::None;
    let executions = usize::try_from(EXECUTIONS).expect("there are few");
    if pct {
        let strategy = shuttle::scheduler::PctScheduler::new(3, executions);
        shuttle::Runner::new(strategy, config).run(body);
    } else {
        let strategy = shuttle::scheduler::RandomScheduler::new(executions);
        shuttle::Runner::new(strategy, config).run(body);
    }
}

fn schedules(criterion: &mut Criterion) {
    for (name, ours, theirs) in PROGRAMS {
        for (strategy, pct) in [("random", false), ("pct:3", true)] {
            let mut group = criterion.benchmark_group(format!("{name}/{strategy}"));
            group
                .throughput(Throughput::Elements(EXECUTIONS))
                .sample_size(10);
            group.bench_function("lockstep", |b| b.iter(|| search(ours, strategy, 1)));
            group.bench_function("shuttle", |b| b.iter(|| search_with_shuttle(theirs, pct)));
        }
    }
}

/// The same searches on two threads, next to a loop that shares nothing.
fn two_threads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("threads");
    group
        .throughput(Throughput::Elements(MANY_EXECUTIONS))
        .sample_size(10);
    for threads in [1, 2] {
        group.bench_function(format!("lockstep/{threads}"), |b| {
            let body = programs::ours::atomics;
            b.iter(|| search_many(body, "random", threads, MANY_EXECUTIONS));
        });
        group.bench_function(format!("loop/{threads}"), |b| b.iter(|| spin(threads)));
    }
}

criterion_group!(benches, schedules, two_threads);
criterion_main!(benches);
