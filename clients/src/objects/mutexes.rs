use lockstep_models::{Mutex, MutexOp, OwnedMutex, OwnedMutexOp};

use crate::capability::{Cell, Swap};
use crate::lapse::Lapse;
use crate::session::Offered;

/// What the cell holds while somebody holds a mutex that does not know who.
const SOMEBODY: Option<i64> = Some(1);

impl<S: Cell> Offered<S> for Mutex {
    fn act(session: &mut S, op: &MutexOp) -> Result<(), Lapse> {
        match op {
            MutexOp::Acquire => swap(session, None, SOMEBODY, HELD),
            MutexOp::Release => swap(session, SOMEBODY, None, "nobody holds it"),
        }
    }
}

impl<S: Cell> Offered<S> for OwnedMutex {
    fn act(session: &mut S, op: &OwnedMutexOp) -> Result<(), Lapse> {
        match *op {
            OwnedMutexOp::Acquire(process) => swap(session, None, owner(process)?, HELD),
            OwnedMutexOp::Release(process) => swap(
                session,
                owner(process)?,
                None,
                "the process does not hold it",
            ),
        }
    }
}

const HELD: &str = "somebody holds it";

fn owner(process: u64) -> Result<Option<i64>, Lapse> {
    let number = i64::try_from(process);
    number.map(Some).map_err(Lapse::refused)
}

fn swap(
    cell: &mut impl Cell,
    from: Option<i64>,
    to: Option<i64>,
    otherwise: &str,
) -> Result<(), Lapse> {
    match cell.swap(from, to)? {
        Swap::Done => Ok(()),
        Swap::Refused => Err(Lapse::refused(otherwise)),
    }
}
