use lockstep_models::{Lock, Mutex, MutexOp};
use lockstep_seed::Stream;

use crate::{Play, Supply};

/// Nobody waits: what is impossible at its instant ends with `fail`.
impl Play for Mutex {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("acquire", 1), ("release", 1)]
    }

    fn ask(&self, f: &str, _process: u64, _supply: &mut Supply) -> MutexOp {
        match f {
            "acquire" => MutexOp::Acquire,
            _ => MutexOp::Release,
        }
    }

    fn answer(&self, lock: &Lock, op: &MutexOp, _chance: &mut Stream) -> Option<()> {
        let possible = match op {
            MutexOp::Acquire => *lock == Lock::Free,
            MutexOp::Release => *lock == Lock::Held,
        };
        possible.then_some(())
    }

    fn unheard(&self, _op: &MutexOp, _value: i64) -> Option<(MutexOp, ())> {
        None
    }
}
