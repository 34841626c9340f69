use lockstep_models::{OwnedMutex, OwnedMutexOp};
use lockstep_scheduler::sync::atomic::{AtomicU64, Ordering::SeqCst};

use super::{BoxedSystem, Offer, Ready, calls};
use crate::ClientError;

type System = BoxedSystem<OwnedMutexOp, ()>;

impl Ready for OwnedMutex {
    const NAME: &'static str = "mutex";
    const MODEL: &'static str = "owned-mutex";
    const ABOUT: &'static str = "a lock that is taken if it is free, and given back by who has it";
    const JUDGES: &'static [&'static str] = &["linearizable"];

    fn ready() -> Self {
        OwnedMutex::new()
    }

    fn offers() -> Vec<Offer<OwnedMutexOp, ()>> {
        vec![
            Offer::correct("the owner's number, by compare-and-set", in_memory),
            Offer::broken(
                "check-then-set",
                "an acquire that sees the lock free and, a moment later, takes it",
                check_then_set,
            ),
            Offer::broken(
                "anybody-releases",
                "a release that does not ask who has the lock",
                anybody_releases,
            ),
        ]
    }
}

/// The owner of a lock that nobody has.
const NOBODY: u64 = u64::MAX;

fn held() -> ClientError {
    ClientError::fail("the lock is held")
}

fn not_yours() -> ClientError {
    ClientError::fail("the lock is not held by this process")
}

fn in_memory() -> System {
    let owner = AtomicU64::new(NOBODY);
    calls(move |op| {
        match *op {
            OwnedMutexOp::Acquire(process) => owner
                .compare_exchange(NOBODY, process, SeqCst, SeqCst)
                .map_err(|_| held())?,
            OwnedMutexOp::Release(process) => owner
                .compare_exchange(process, NOBODY, SeqCst, SeqCst)
                .map_err(|_| not_yours())?,
        };
        Ok(())
    })
}

fn check_then_set() -> System {
    let owner = AtomicU64::new(NOBODY);
    calls(move |op| {
        match *op {
            OwnedMutexOp::Acquire(process) => {
                if owner.load(SeqCst) != NOBODY {
                    return Err(held());
                }
                owner.store(process, SeqCst);
            }
            OwnedMutexOp::Release(process) => {
                owner
                    .compare_exchange(process, NOBODY, SeqCst, SeqCst)
                    .map_err(|_| not_yours())?;
            }
        }
        Ok(())
    })
}

fn anybody_releases() -> System {
    let owner = AtomicU64::new(NOBODY);
    calls(move |op| match *op {
        OwnedMutexOp::Acquire(process) => {
            let taken = owner.compare_exchange(NOBODY, process, SeqCst, SeqCst);
            taken.map(|_| ()).map_err(|_| held())
        }
        OwnedMutexOp::Release(_) => match owner.swap(NOBODY, SeqCst) {
            NOBODY => Err(not_yours()),
            _ => Ok(()),
        },
    })
}
