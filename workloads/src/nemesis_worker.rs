use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use lockstep_generator::{EventKind, Thread};

use crate::course::Course;
use crate::desk::{Desk, Ended};
use crate::record::FaultHand;
use crate::{Action, Nemesis};

/// The nemesis's worker: it takes faults from the desk and causes them.
pub(crate) struct NemesisWorker<Op, Fault, H>
where
    Op: 'static,
    Fault: 'static,
{
    pub(crate) nemesis: Arc<dyn Nemesis<Fault = Fault>>,
    pub(crate) desk: Arc<Desk<Course<Op, Fault>>>,
    pub(crate) hand: H,
}

impl<Op, Fault, H> NemesisWorker<Op, Fault, H>
where
    Op: 'static,
    Fault: 'static,
    H: FaultHand,
{
    /// Works until the run is over.
    pub(crate) fn work(mut self) {
        let mut next = self.desk.next(Thread::Nemesis, None);
        while let Some(action) = next {
            let Action::Fault(fault) = action else {
                unreachable!("operations are for clients");
            };
            let ended = Ended {
                kind: self.cause(&fault),
                op: Some(&fault),
                ret: None,
            };
            next = self.desk.next(Thread::Nemesis, Some(&ended));
        }
        self.desk.leave();
    }

    /// Causes a fault, and writes down its beginning and its end.
    fn cause(&mut self, fault: &Fault) -> EventKind {
        let (f, value) = self.nemesis.describe(fault);
        self.hand.note(&f, &value, None, self.desk.now_ns());
        let caused = catch_unwind(AssertUnwindSafe(|| self.nemesis.cause(fault)));
        let now_ns = self.desk.now_ns();
        match caused {
            Ok(Ok(came)) => {
                self.hand.note(&f, &came, None, now_ns);
                EventKind::Ok
            }
            Ok(Err(error)) => {
                self.hand.note(&f, &value, Some(&error.to_string()), now_ns);
                EventKind::Fail
            }
            Err(panic) => {
                self.desk.close();
                self.desk.leave();
                resume_unwind(panic)
            }
        }
    }
}
