//! Three workers use a register fifty times each, under the scheduler; the checker judges what they saw.

use lockstep::prelude::*;
use lockstep::sync::atomic::{AtomicU64, Ordering::SeqCst};

type Op = RegisterOp<u64>;
type Ret = RegisterRet<u64>;

/// Compares and swaps in two steps: a write can come between them.
pub(crate) fn broken() {
    work(|register, from, to| {
        let is_there = register.load(SeqCst) == from;
        if is_there {
            register.store(to, SeqCst);
        }
        is_there
    });
}

/// Compares and swaps at once.
pub(crate) fn correct() {
    work(|register, from, to| register.compare_exchange(from, to, SeqCst, SeqCst).is_ok());
}

fn work(cas: fn(&AtomicU64, u64, u64) -> bool) {
    let register = AtomicU64::new(0);
    let history = Workers::new(3, Seed::from(1)).record(operations, move |op| match op {
        Op::Read => Ret::Got(register.load(SeqCst)),
        Op::Write(value) => {
            register.store(value, SeqCst);
            Ret::Done
        }
        Op::Cas(from, to) if cas(&register, from, to) => Ret::Done,
        Op::Cas(..) => Ret::Refused,
    });
    Checker::linearizable(CasRegister::new(0)).assert(&history);
}

fn operations(seed: Seed) -> impl Generator<Op = Op> + Clone + Send {
    let pool = [
        Op::Read,
        Op::Write(1),
        Op::Write(2),
        Op::Cas(1, 2),
        Op::Cas(2, 1),
    ];
    random(pool).expect("there are some").seed(seed).take(50)
}

fn main() {
    Runner::new().run(correct);
    let bug = Runner::new().try_run(broken).expect_err("it is broken");
    println!("{bug}");
}
