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
    ///
    /// A panic, of whatever is called here, ends the run, and goes on.
    pub(crate) fn work(self) {
        let desk = Arc::clone(&self.desk);
        desk.employ(|| self.take_faults());
    }

    fn take_faults(mut self) {
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
    }

    /// Causes a fault, and writes down its beginning and its end.
    fn cause(&mut self, fault: &Fault) -> EventKind {
        let (f, value) = self.nemesis.describe(fault);
        self.hand.note(&f, &value, None, self.desk.now_ns());
        let caused = self.nemesis.cause(fault);
        let now_ns = self.desk.now_ns();
        match caused {
            Ok(came) => {
                self.hand.note(&f, &came, None, now_ns);
                EventKind::Ok
            }
            Err(error) => {
                self.hand.note(&f, &value, Some(&error.to_string()), now_ns);
                EventKind::Fail
            }
        }
    }
}
