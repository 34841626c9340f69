//! How fast histories are read from JSON lines and from binary files, and decoded, and how much memory
//! they take.

use std::fmt::Write as _;
use std::hint::black_box;
use std::num::NonZero;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use lockstep_history::{Codec, Expected, Format, Independent, ReadOptions, Recording, Value};

const EVENTS: u32 = 1_000_000;
const PROCESSES: u32 = 16;

/// What the values look like, made from a number that no other operation has.
type Values = fn(u32) -> String;

const VALUES: [(&str, Values); 5] = [
    ("integers", |n| (n % 1000).to_string()),
    ("pairs", |n| format!("[{},{n}]", n % 100)),
    ("few-strings", |n| format!("\"v{}\"", n % 100)),
    ("unique-strings", |n| format!("\"x {n} y\"")),
    ("transactions", |n| format!("[[\"r\",{},null]]", n % 100)),
];

/// Writes a history in which every process invokes and completes in turn.
fn json_lines(values: Values) -> String {
    let mut text = String::new();
    for index in 0..EVENTS {
        let round = index / PROCESSES;
        let process = index % PROCESSES;
        let kind = if round.is_multiple_of(2) {
            "invoke"
        } else {
            "ok"
        };
        let value = values(round / 2 * PROCESSES + process);
        let time = 123_456 + u64::from(index) * 997;
        writeln!(
            text,
            r#"{{"process":{process},"type":"{kind}","f":"write","value":{value},"time":{time},"index":{index}}}"#,
        )
        .expect("a string takes all");
    }
    text
}

fn read_on(bytes: &[u8], format: Format, threads: Option<NonZero<usize>>) -> Recording {
    let options = ReadOptions {
        threads,
        ..ReadOptions::default()
    };
    Recording::from_bytes(bytes, "run", Some(format), options).expect("it is a history")
}

fn read(text: &str) -> Recording {
    read_on(text.as_bytes(), Format::JsonLines, None)
}

fn throughput(group: &mut BenchmarkGroup<'_, WallTime>, text: &str) {
    group.throughput(Throughput::ElementsAndBytes {
        elements: u64::from(EVENTS),
        bytes: text.len() as u64,
    });
}

/// Reading on one thread and on one per core, beside the binary file of the same history, and beside
/// counting the lines of the same bytes, which no reader of lines can do without.
fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading");
    group.sample_size(10);
    for (name, values) in VALUES {
        let text = json_lines(values);
        let bytes = read(&text).heap_bytes().div_ceil(EVENTS as usize);
        println!("{name}: {bytes} bytes an event");
        throughput(&mut group, &text);
        let mut binary = Vec::new();
        let written = read(&text).write_binary(&mut binary);
        written.expect("memory takes all");
        for (label, threads) in [("1-thread", NonZero::new(1)), ("all-cores", None)] {
            for (format, bytes) in [
                (Format::JsonLines, text.as_bytes()),
                (Format::Binary, &*binary),
            ] {
                let id = BenchmarkId::new(format!("{format}/{label}"), name);
                group.bench_with_input(id, bytes, |bencher, bytes| {
                    bencher.iter(|| read_on(black_box(bytes), format, threads));
                });
            }
        }
        group.bench_with_input(
            BenchmarkId::new("count-lines", name),
            &text,
            |bencher, text| {
                bencher.iter(|| memchr::memchr_iter(b'\n', black_box(text).as_bytes()).count());
            },
        );
    }
    group.finish();
}

/// A register whose values are any JSON.
struct Register;

impl Codec for Register {
    type Op = Value;
    type Ret = Value;

    fn op(&self, _: u64, _: &str, value: &Value) -> Result<Value, Expected> {
        Ok(value.clone())
    }

    fn ret(&self, _: &Value, value: &Value) -> Result<Option<Value>, Expected> {
        Ok(Some(value.clone()))
    }

    fn write_op(&self, op: &Value) -> (&'static str, Value) {
        ("write", op.clone())
    }

    fn write_ret(&self, _: &Value, ret: &Value) -> Value {
        ret.clone()
    }
}

fn decoding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decoding");
    group.sample_size(10);
    group.throughput(Throughput::Elements(u64::from(EVENTS)));
    for (name, values) in VALUES {
        let recording = read(&json_lines(values));
        let mut decode = |label: &str, independent| {
            group.bench_function(BenchmarkId::new(label, name), |bencher| {
                bencher.iter(|| black_box(&recording).decode(&Register, independent));
            });
        };
        decode("one-object", Independent::No);
        if name == "pairs" {
            decode("independent", Independent::Yes);
        }
    }
    group.finish();
}

fn writing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("writing");
    group.sample_size(10);
    for (name, values) in VALUES {
        let text = json_lines(values);
        let recording = read(&text);
        throughput(&mut group, &text);
        group.bench_function(BenchmarkId::new("json-lines", name), |bencher| {
            bencher.iter(|| recording.write_json_lines(std::io::sink()));
        });
    }
    group.finish();
}

criterion_group!(benches, reading, decoding, writing);
criterion_main!(benches);
