use lockstep_models::{CasRegister, RegisterOp, RegisterRet};
use lockstep_scheduler::sync::Mutex;
use lockstep_scheduler::sync::atomic::{AtomicI64, Ordering::SeqCst};

use super::{BoxedSystem, Offer, Ready, calls, lock};
use crate::ClientError;

type System = BoxedSystem<RegisterOp<i64>, RegisterRet<i64>>;

impl Ready for CasRegister<i64> {
    const NAME: &'static str = "cas-register";
    const MODEL: &'static str = "cas-register";
    const ABOUT: &'static str = "reads, writes and compare-and-set of one register";
    const JUDGES: &'static [&'static str] = &["linearizable"];

    fn ready() -> Self {
        CasRegister::new(0)
    }

    fn offers() -> Vec<Offer<RegisterOp<i64>, RegisterRet<i64>>> {
        vec![
            Offer::correct("a value behind a mutex", in_memory),
            Offer::broken(
                "check-then-act",
                "a cas that compares and, a moment later, sets",
                check_then_act,
            ),
            Offer::broken(
                "retried-cas",
                "a cas that is sent once more, as after a lost answer, and tells what the second one got",
                retried_cas,
            ),
        ]
    }
}

/// A cas that was refused ends with `fail`, as in Jepsen.
fn refused() -> ClientError {
    ClientError::fail("another value is there")
}

fn in_memory() -> System {
    let value = Mutex::new(0);
    calls(move |op| {
        let mut value = lock(&value);
        match op {
            RegisterOp::Read => return Ok(RegisterRet::Got(*value)),
            RegisterOp::Cas(from, _) if from != &*value => return Err(refused()),
            RegisterOp::Write(new) | RegisterOp::Cas(_, new) => *value = *new,
        }
        Ok(RegisterRet::Done)
    })
}

fn check_then_act() -> System {
    let value = AtomicI64::new(0);
    calls(move |op| {
        match op {
            RegisterOp::Read => return Ok(RegisterRet::Got(value.load(SeqCst))),
            RegisterOp::Cas(from, _) if *from != value.load(SeqCst) => return Err(refused()),
            RegisterOp::Write(new) | RegisterOp::Cas(_, new) => value.store(*new, SeqCst),
        }
        Ok(RegisterRet::Done)
    })
}

fn retried_cas() -> System {
    let value = AtomicI64::new(0);
    calls(move |op| {
        match op {
            RegisterOp::Read => return Ok(RegisterRet::Got(value.load(SeqCst))),
            RegisterOp::Write(new) => value.store(*new, SeqCst),
            RegisterOp::Cas(from, to) => {
                let _ = value.compare_exchange(*from, *to, SeqCst, SeqCst);
                let second = value.compare_exchange(*from, *to, SeqCst, SeqCst);
                second.map_err(|_| refused())?;
            }
        }
        Ok(RegisterRet::Done)
    })
}
