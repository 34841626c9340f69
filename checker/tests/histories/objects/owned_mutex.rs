use lockstep_models::{OwnedMutex, OwnedMutexOp};

use crate::histories::Object;
use crate::histories::object::States;

impl Object for OwnedMutex {
    const STATES: States = States::Finite;

    fn ops(&self, process: u64) -> Vec<OwnedMutexOp> {
        vec![
            OwnedMutexOp::Acquire(process),
            OwnedMutexOp::Release(process),
        ]
    }

    fn answers(&self, _: &Option<u64>, _: &OwnedMutexOp) -> Vec<()> {
        vec![()]
    }
}
