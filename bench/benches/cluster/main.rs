//! How many messages a second processes send each other, and how many times a second a test of a register on three
//! nodes is run, next to turmoil.

use std::num::NonZero;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lockstep::prelude::*;

mod ours;
mod theirs;

type Op = RegisterOp<u64>;

/// How many messages are sent in one execution.
const MESSAGES: u64 = 10_000;

/// How many executions of the register's test are measured at once.
const EXECUTIONS: u64 = 1_000;
/// How many of turmoil's are.
const THEIR_EXECUTIONS: u64 = 100;

/// What a client asks for.
fn operations(seed: Seed) -> impl Generator<Op = Op> + Clone + Send {
    let pool = random([Op::Read, Op::Write(1), Op::Write(2), Op::Write(3)]);
    pool.expect("there are some").seed(seed).take(10)
}

fn run(body: fn(), executions: u64, strategy: &str) {
    let runner = Runner::new().iterations(executions).strategy(strategy);
    let runner = runner.threads(NonZero::<usize>::MIN).steps_max(1_000_000);
    runner.search(body).expect("it is correct");
}

fn messages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("messages");
    group.throughput(Throughput::Elements(MESSAGES));
    group.bench_function("one node", |bench| {
        bench.iter(|| run(ours::ping_pong_here, 1, "random"));
    });
    group.bench_function("two nodes", |bench| {
        bench.iter(|| run(ours::ping_pong_there, 1, "random"));
    });
    group.finish();
}

fn executions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("register on three nodes");
    group.throughput(Throughput::Elements(EXECUTIONS));
    for strategy in ["random", "mix"] {
        group.bench_function(strategy, |bench| {
            bench.iter(|| run(ours::register, EXECUTIONS, strategy));
        });
    }
    group.throughput(Throughput::Elements(THEIR_EXECUTIONS));
    group.bench_function("turmoil", |bench| {
        bench.iter(|| (0..THEIR_EXECUTIONS).for_each(theirs::register));
    });
    group.finish();
}

criterion_group!(benches, messages, executions);
criterion_main!(benches);
