use lockstep::prelude::RegisterOp::{Cas, Read, Write};
use lockstep::prelude::RegisterRet::{Done, Got, Refused};
use lockstep::prelude::*;
use lockstep::sync::atomic::{AtomicU64, Ordering::SeqCst};

use crate::{is_refused_within, never_fails};

type Op = RegisterOp<u64>;

fn operations(seed: Seed) -> impl Generator<Op = Op> + Clone + Send {
    let pool = [Read, Write(1), Write(2), Cas(1, 2), Cas(2, 1), Cas(0, 1)];
    random(pool).expect("there are some").seed(seed).take(50)
}

fn use_it(act: impl Fn(&AtomicU64, Op) -> RegisterRet<u64> + Send + Sync + 'static) {
    let register = AtomicU64::new(0);
    let workers = Workers::new(3, Seed::from(5));
    let history = workers.record(operations, move |op| act(&register, op));
    Checker::linearizable(CasRegister::new(0)).assert(&history);
}

fn swap_at_once(register: &AtomicU64, op: Op) -> RegisterRet<u64> {
    match op {
        Read => Got(register.load(SeqCst)),
        Write(value) => {
            register.store(value, SeqCst);
            Done
        }
        Cas(from, to) => match register.compare_exchange(from, to, SeqCst, SeqCst) {
            Ok(_) => Done,
            Err(_) => Refused,
        },
    }
}

/// Looks first and writes later: another worker may have written in between.
fn swap_in_two_steps(register: &AtomicU64, op: Op) -> RegisterRet<u64> {
    match op {
        Cas(from, _) if register.load(SeqCst) != from => Refused,
        Cas(_, to) => {
            register.store(to, SeqCst);
            Done
        }
        op => swap_at_once(register, op),
    }
}

#[test]
fn a_register_that_swaps_at_once_is_linearizable() {
    never_fails(|| use_it(swap_at_once));
}

#[test]
fn a_register_that_swaps_in_two_steps_is_refused() {
    is_refused_within(20, || use_it(swap_in_two_steps));
}
