//! What it costs to record: an operation that does nothing, by two workers at once; and whole runs of workloads, in
//! memory and into a file. A line says how long one worker takes for one operation, or how many are run in a second.

use std::fs::File;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lockstep::generator::Generator;
use lockstep::history::Recorder;
use lockstep::models::Register;
use lockstep::seed::Seed;
use lockstep::workloads::{Ready, Watch, Workers};

const WORKERS: u32 = 2;
const OPERATIONS: u64 = 100_000;

/// Records so many operations of each of two workers that begin at the same time, and returns how long that took.
fn recorded(operations: u64) -> Duration {
    let recorder = Recorder::<u64, u64>::new();
    let start = Barrier::new(WORKERS as usize + 1);
    let took = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|_| {
                let (mut process, start) = (recorder.process(), &start);
                scope.spawn(move || {
                    start.wait();
                    for op in 0..operations {
                        black_box(process.op(op, |op| op));
                    }
                })
            })
            .collect();
        start.wait();
        let began = Instant::now();
        for worker in workers {
            worker.join().expect("it does not panic");
        }
        began.elapsed()
    });
    black_box(recorder.finish());
    took
}

fn recorder(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("recorder");
    group.throughput(Throughput::Elements(1));
    group.bench_function("an operation, 2 workers", |bench| {
        // In portions, so that memory is as in a run.
        bench.iter_custom(|count| {
            let whole = (0..count / OPERATIONS).map(|_| recorded(OPERATIONS));
            whole.sum::<Duration>() + recorded(count % OPERATIONS)
        });
    });
    group.finish();
}

fn runs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    group.throughput(Throughput::Elements(OPERATIONS));
    for workers in [2, 16] {
        let workload = || {
            let system = Register::<i64>::offer("memory")
                .expect("it is there")
                .make();
            let workload = Register::<i64>::ready().workload(system, workers, Seed::from(1));
            let workload = workload.expect("there are workers");
            workload.with_main(|main| main.take(OPERATIONS))
        };
        let crew = Workers::new(workers, Seed::from(1));
        group.bench_function(BenchmarkId::new("memory", workers), |bench| {
            bench.iter(|| crew.run(&workload()).expect("it runs"));
        });
        let path = std::env::temp_dir().join(format!("lockstep-recording-{}", std::process::id()));
        group.bench_function(BenchmarkId::new("journal", workers), |bench| {
            bench.iter(|| {
                let file = File::create(&path).expect("there is room for a file");
                let model = Register::<i64>::ready();
                crew.journal(&workload(), &Watch::default(), model, file)
            });
        });
        let _ = std::fs::remove_file(path);
    }
    group.finish();
}

criterion_group!(benches, recorder, runs);
criterion_main!(benches);
