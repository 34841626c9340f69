//! One workload, three ways to run it: on threads, under the scheduler, and against a system of one's own.
//!
//! Clients add to a counter that is kept by two lines of code: it reads the number, and writes the sum. On threads that
//! goes wrong once in a while; the scheduler finds the schedule in which it does.

use lockstep::models::{CounterOp, CounterRet};
use lockstep::prelude::*;
use lockstep::sync::atomic::{AtomicI64, Ordering::SeqCst};
use lockstep::workloads::{BoxedSystem, Calls, Ready};

/// How many workers act side by side.
const WORKERS: u32 = 3;

fn broken() -> BoxedSystem<CounterOp, CounterRet> {
    let sum = AtomicI64::new(0);
    Box::new(Calls::new(move |op: &CounterOp| match op {
        CounterOp::Add(amount) => {
            let before = sum.load(SeqCst);
            sum.store(before + amount, SeqCst);
            Ok(CounterRet::Done)
        }
        CounterOp::Read => Ok(CounterRet::Got(sum.load(SeqCst))),
    }))
}

fn correct() -> BoxedSystem<CounterOp, CounterRet> {
    let memory = Counter::offer("memory");
    memory.expect("every workload has one").make()
}

/// Has clients use a system, so many operations in all, and judges what they saw.
fn run(system: BoxedSystem<CounterOp, CounterRet>, operations: u64) {
    let seed = Seed::from(1);
    let workload = Counter::ready().workload(system, WORKERS, seed);
    let workload = workload.expect("there are workers");
    let workload = workload.with_main(|main| main.take(operations));
    let run = Workers::new(WORKERS, seed).run(&workload);
    let run = run.expect("a counter in memory needs no setup");
    Checker::linearizable(Counter::new()).assert(&run.history);
}

/// A few operations on the counter that loses none.
pub(crate) fn on_the_correct_counter() {
    run(correct(), 8);
}

/// A few operations on the counter that may lose some.
pub(crate) fn on_the_broken_counter() {
    run(broken(), 8);
}

fn main() {
    run(correct(), 10_000);
    println!("on threads: 10,000 operations on the correct counter are linearizable");
    Runner::new().iterations(200).run(on_the_correct_counter);
    let runner = Runner::new().without_traces();
    let bug = runner.try_run(on_the_broken_counter);
    println!("{}", bug.expect_err("an update is lost"));
}
