//! A register that two workers use is linearizable under every schedule: a proof for a small test.

use lockstep::prelude::*;
use lockstep::scheduler::{BugFound, Statistics};
use lockstep::sync::atomic::{AtomicU64, Ordering::SeqCst};

type Op = RegisterOp<u64>;
type Ret = RegisterRet<u64>;

/// Each worker swaps and reads; what they saw is judged at the end of each schedule.
pub(crate) fn correct() {
    work(|register, from, to| register.compare_exchange(from, to, SeqCst, SeqCst).is_ok());
}

/// Looks and stores in two steps.
pub(crate) fn broken() {
    work(|register, from, to| {
        let is_there = register.load(SeqCst) == from;
        if is_there {
            register.store(to, SeqCst);
        }
        is_there
    });
}

fn work(cas: fn(&AtomicU64, u64, u64) -> bool) {
    let register = AtomicU64::new(0);
    let history = Workers::new(2, Seed::from(1)).record(operations, move |op| match op {
        Op::Read => Ret::Got(register.load(SeqCst)),
        Op::Cas(from, to) if cas(&register, from, to) => Ret::Done,
        Op::Cas(..) => Ret::Refused,
        Op::Write(_) => unreachable!("nobody asks for that"),
    });
    Checker::linearizable(CasRegister::new(0)).assert(&history);
}

/// The same for each worker: a swap, then a read.
fn operations(_: Seed) -> impl Generator<Op = Op> + Clone + Send {
    cycle([Op::Cas(0, 1), Op::Read])
        .expect("there are some")
        .take(2)
}

/// Tries every schedule.
pub(crate) fn prove(body: fn()) -> Result<Statistics, Box<BugFound>> {
    let runner = Runner::new().strategy("dpor").iterations(1_000_000);
    runner
        .test("proved_register")
        .without_traces()
        .try_run(body)
}

fn main() {
    let statistics = prove(correct).expect("it is linearizable");
    println!("{statistics}");
    let bug = prove(broken).expect_err("it is broken");
    println!("{bug}");
}
