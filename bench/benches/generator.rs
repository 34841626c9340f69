//! What an op costs: by `next`, which leaves the old value usable, and by the iterator, in place.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lockstep_generator::{Generator, cycle, mix, random, weighted};

/// An op of 16 bytes that is copied.
#[derive(Clone, Copy, PartialEq)]
enum Op {
    Read,
    Write(u64),
    Cas(u32, u64),
}

const OPS: [Op; 4] = [Op::Read, Op::Write(1), Op::Write(2), Op::Cas(1, 2)];

const _: () = assert!(size_of::<Op>() == 16);

/// Measures a thousand ops, so that a time in µs is what one op costs in ns.
fn measure<G: Generator<Op = Op> + Clone>(criterion: &mut Criterion, name: &str, generator: &G) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(1000));
    group.bench_function("next", |bencher| {
        let mut generator = generator.clone();
        bencher.iter(|| {
            for _ in 0..1000 {
                let (op, rest) = generator.next().expect("it has no end");
                black_box(op);
                generator = rest;
            }
        });
    });
    group.bench_function("iter", |bencher| {
        let mut ops = generator.iter();
        bencher.iter(|| {
            for _ in 0..1000 {
                black_box(ops.next());
            }
        });
    });
}

fn generators(criterion: &mut Criterion) {
    let random = random(OPS).expect("ops").seed(42);
    let cycle = cycle(OPS).expect("ops");
    let weighted = weighted(OPS.into_iter().zip([5, 3, 1, 1]))
        .expect("weights")
        .seed(42);
    let kinds = [random.clone().boxed(), cycle.clone().boxed()];
    measure(criterion, "random", &random);
    measure(criterion, "weighted", &weighted);
    measure(criterion, "cycle", &cycle);
    measure(criterion, "take", &random.clone().take(u64::MAX));
    measure(
        criterion,
        "mix",
        &mix([random.clone(), random]).expect("two"),
    );
    measure(criterion, "mix of boxed", &mix(kinds).expect("two"));
}

criterion_group!(benches, generators);
criterion_main!(benches);
