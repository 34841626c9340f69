use lockstep_models::{OwnedMutex, OwnedMutexOp};
use lockstep_seed::Stream;

use crate::{Play, Supply};

/// Nobody waits: what is impossible at its instant ends with `fail`.
///
/// Where an operation of the owner crashes, the lock may be held for good.
impl Play for OwnedMutex {
    fn mix(&self) -> &'static [(&'static str, u32)] {
        &[("acquire", 1), ("release", 1)]
    }

    fn ask(&self, f: &str, process: u64, _supply: &mut Supply) -> OwnedMutexOp {
        match f {
            "acquire" => OwnedMutexOp::Acquire(process),
            _ => OwnedMutexOp::Release(process),
        }
    }

    fn answer(&self, owner: &Option<u64>, op: &OwnedMutexOp, _chance: &mut Stream) -> Option<()> {
        let possible = match *op {
            OwnedMutexOp::Acquire(_) => owner.is_none(),
            OwnedMutexOp::Release(process) => *owner == Some(process),
        };
        possible.then_some(())
    }

    fn unheard(&self, _op: &OwnedMutexOp, _value: i64) -> Option<(OwnedMutexOp, ())> {
        None
    }
}
