use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use lockstep_generator::{EventKind, Thread};
use lockstep_seed::Seed;

use crate::course::Course;
use crate::desk::{Desk, Ended};
use crate::record::Hand;
use crate::{Action, Client, ClientError, Opening, System, Tally};

/// One client's worker: it takes ops from the desk, does them, and writes down what came of them.
pub(crate) struct Worker<Op, Ret, Fault, H>
where
    Op: 'static,
    Fault: 'static,
{
    pub(crate) number: u32,
    pub(crate) seed: Seed,
    pub(crate) system: Arc<dyn System<Op = Op, Ret = Ret>>,
    pub(crate) desk: Arc<Desk<Course<Op, Fault>>>,
    pub(crate) tally: Arc<Tally>,
    pub(crate) hand: H,
}

impl<Op, Ret, Fault, H> Worker<Op, Ret, Fault, H>
where
    Op: 'static,
    Ret: 'static,
    Fault: 'static,
    H: Hand<Op, Ret>,
{
    /// Works until the run is over.
    ///
    /// A panic, of whatever is called here, ends the run, and goes on.
    pub(crate) fn work(self) {
        let desk = Arc::clone(&self.desk);
        desk.employ(|| self.take_ops());
    }

    fn take_ops(mut self) {
        let thread = Thread::Client(self.number);
        let mut client = None;
        let mut next = self.desk.next(thread, None);
        while let Some(action) = next {
            let Action::Op(op) = action else {
                unreachable!("faults are for the nemesis");
            };
            let result = self.act(&mut client, &op);
            let ended = Ended {
                kind: kind(&result),
                op: Some(&op),
                ret: result.as_ref().ok().map(|ret| ret as &dyn Any),
            };
            next = self.desk.next(thread, Some(&ended));
        }
        if let Some(client) = client {
            client.close();
        }
    }

    /// Does an operation, and writes down its beginning and its end.
    fn act(
        &mut self,
        client: &mut Option<Box<dyn Client<Op, Ret>>>,
        op: &Op,
    ) -> Result<Ret, ClientError> {
        let opened = match client {
            Some(_) => Ok(()),
            None => self.open().map(|opened| *client = Some(opened)),
        };
        self.tally.count(EventKind::Invoke);
        self.hand.invoke(op, self.desk.now_ns());
        let invoked = catch_unwind(AssertUnwindSafe(|| {
            opened?;
            let client = client.as_mut().expect("it was opened");
            client.invoke(op)
        }));
        let result = match invoked {
            Ok(result) => result,
            Err(panic) => {
                let error = ClientError::info("the client panicked");
                self.complete(op, &Err(error));
                resume_unwind(panic);
            }
        };
        self.complete(op, &result);
        if let Err(ClientError::Info(_)) = result
            && let Some(client) = client.take()
        {
            client.close();
        }
        result
    }

    fn open(&self) -> Result<Box<dyn Client<Op, Ret>>, ClientError> {
        let process = self.hand.process();
        let opening = Opening {
            worker: self.number,
            process,
            seed: self.seed.derive(process),
        };
        let opened = self.system.open(&opening);
        // Nothing was sent, so that the operation did not happen.
        opened.map_err(|error| ClientError::fail(format_args!("cannot open: {error}")))
    }

    fn complete(&mut self, op: &Op, result: &Result<Ret, ClientError>) {
        self.hand.complete(op, result.as_ref(), self.desk.now_ns());
        self.tally.count(kind(result));
    }
}

fn kind<Ret>(result: &Result<Ret, ClientError>) -> EventKind {
    match result {
        Ok(_) => EventKind::Ok,
        Err(ClientError::Fail(_)) => EventKind::Fail,
        Err(ClientError::Info(_)) => EventKind::Info,
    }
}
