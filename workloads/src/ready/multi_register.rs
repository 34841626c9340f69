use std::collections::BTreeMap;

use lockstep_models::{MicroOp, MultiRegister, Reads, Txn};
use lockstep_scheduler::sync::Mutex;

use super::{BoxedSystem, Offer, Ready, calls, lock};

type System = BoxedSystem<Txn<i64, i64>, Reads<i64>>;

impl Ready for MultiRegister<i64, i64> {
    const NAME: &'static str = "multi-register";
    const MODEL: &'static str = "multi-register";
    const ABOUT: &'static str = "transactions that read or write several registers";
    const JUDGES: &'static [&'static str] = &["linearizable"];

    fn ready() -> Self {
        MultiRegister::new([])
    }

    fn offers() -> Vec<Offer<Txn<i64, i64>, Reads<i64>>> {
        vec![
            Offer::correct("all registers behind one mutex", in_memory),
            Offer::broken(
                "read-skew",
                "a mutex that is let go between the parts of a transaction",
                read_skew,
            ),
        ]
    }
}

/// Does a part of a transaction, and returns what it read.
fn apply(registers: &mut BTreeMap<i64, i64>, micro: &MicroOp<i64, i64>) -> Option<i64> {
    match micro {
        MicroOp::Read(key) => Some(registers.get(key).copied().unwrap_or_default()),
        MicroOp::Write(key, value) => {
            registers.insert(*key, *value);
            None
        }
    }
}

fn in_memory() -> System {
    let registers = Mutex::new(BTreeMap::new());
    calls(move |txn: &Txn<i64, i64>| {
        let mut registers = lock(&registers);
        let reads = txn
            .0
            .iter()
            .filter_map(|micro| apply(&mut registers, micro));
        Ok(Reads(reads.map(Some).collect()))
    })
}

fn read_skew() -> System {
    let registers = Mutex::new(BTreeMap::new());
    calls(move |txn: &Txn<i64, i64>| {
        let reads = txn
            .0
            .iter()
            .filter_map(|micro| apply(&mut lock(&registers), micro));
        Ok(Reads(reads.map(Some).collect()))
    })
}
