use lockstep_models::{Lock, Mutex, MutexOp};

use crate::histories::Object;
use crate::histories::object::States;

impl Object for Mutex {
    const STATES: States = States::Finite;

    fn ops(&self, _: u64) -> Vec<MutexOp> {
        vec![MutexOp::Acquire, MutexOp::Release]
    }

    fn answers(&self, _: &Lock, _: &MutexOp) -> Vec<()> {
        vec![()]
    }
}
