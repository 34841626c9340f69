use lockstep_models::{Register, RegisterOp, RegisterRet};
use lockstep_scheduler::sync::RwLock;
use lockstep_scheduler::sync::atomic::{AtomicI64, Ordering::SeqCst};

use super::{BoxedSystem, Offer, Ready, calls, calls_of_workers};
use crate::ClientError;

type System = BoxedSystem<RegisterOp<i64>, RegisterRet<i64>>;

impl Ready for Register<i64> {
    const NAME: &'static str = "register";
    const MODEL: &'static str = "register";
    const ABOUT: &'static str = "reads and writes of one register";
    const JUDGES: &'static [&'static str] = &["linearizable"];

    fn ready() -> Self {
        Register::new(0)
    }

    fn offers() -> Vec<Offer<RegisterOp<i64>, RegisterRet<i64>>> {
        vec![
            Offer::correct("a value behind a readers-writer lock", in_memory),
            Offer::broken(
                "stale-read",
                "two replicas: a write reaches them one after the other, and workers read different ones",
                stale_read,
            ),
            Offer::broken(
                "torn-write",
                "a value in two words, which are written and read one after the other",
                torn_write,
            ),
        ]
    }
}

fn in_memory() -> System {
    let value = RwLock::new(0);
    calls(move |op| match op {
        RegisterOp::Read => Ok(RegisterRet::Got(*value.read().expect("nobody panics"))),
        RegisterOp::Write(new) => {
            *value.write().expect("nobody panics") = *new;
            Ok(RegisterRet::Done)
        }
        RegisterOp::Cas(..) => Err(ClientError::fail("a register knows no cas")),
    })
}

fn stale_read() -> System {
    let replicas = [AtomicI64::new(0), AtomicI64::new(0)];
    calls_of_workers(move |worker, op| match op {
        RegisterOp::Read => {
            let nearest = &replicas[worker as usize % 2];
            Ok(RegisterRet::Got(nearest.load(SeqCst)))
        }
        RegisterOp::Write(new) => {
            for replica in &replicas {
                replica.store(*new, SeqCst);
            }
            Ok(RegisterRet::Done)
        }
        RegisterOp::Cas(..) => Err(ClientError::fail("a register knows no cas")),
    })
}

fn torn_write() -> System {
    let (high, low) = (AtomicI64::new(0), AtomicI64::new(0));
    calls(move |op: &RegisterOp<i64>| match op {
        RegisterOp::Read => {
            let value = 2 * high.load(SeqCst) + low.load(SeqCst);
            Ok(RegisterRet::Got(value))
        }
        RegisterOp::Write(new) => {
            high.store(new.div_euclid(2), SeqCst);
            low.store(new.rem_euclid(2), SeqCst);
            Ok(RegisterRet::Done)
        }
        RegisterOp::Cas(..) => Err(ClientError::fail("a register knows no cas")),
    })
}
