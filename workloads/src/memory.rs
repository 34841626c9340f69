use std::sync::{Arc, Mutex, PoisonError};

use lockstep_history::{History, Order, ProcessHandle, Recorder, Value};
use lockstep_scheduler::Stamps;

use crate::record::{FaultHand, Hand, Record};
use crate::{Caused, ClientError};

/// Keeps a run as a typed history.
pub(crate) struct Memory<Op, Ret> {
    recorder: Recorder<Op, Ret, Scheduled>,
    faults: Faults,
}

/// What the nemesis did until now.
type Faults = Arc<Mutex<Vec<Caused>>>;

/// The order in which a scheduler, or else the machine, lets the workers record.
#[derive(Default)]
pub(crate) struct Scheduled(Stamps);

impl Order for Scheduled {
    fn stamp(&self) -> u64 {
        self.0.take()
    }
}

impl<Op, Ret> Memory<Op, Ret> {
    pub(crate) fn new() -> Self {
        Self {
            recorder: Recorder::with_order(Scheduled::default()),
            faults: Faults::default(),
        }
    }

    /// Returns what was recorded until now.
    pub(crate) fn finish(self) -> (History<Op, Ret>, Vec<Caused>) {
        let history = self.recorder.finish();
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        (history, std::mem::take(&mut *faults))
    }
}

impl<Op, Ret> Record<Op, Ret> for Memory<Op, Ret>
where
    Op: Clone + Send + 'static,
    Ret: Clone + Send + 'static,
{
    type Hand = ProcessHandle<Op, Ret, Scheduled>;
    type FaultHand = Faults;

    fn hands(&self, workers: u32) -> Vec<Self::Hand> {
        self.recorder.processes(workers)
    }

    fn fault_hand(&self) -> Faults {
        Arc::clone(&self.faults)
    }
}

impl FaultHand for Faults {
    fn note(&mut self, f: &str, value: &Value, error: Option<&str>, time_ns: u64) {
        let caused = Caused {
            time_ns,
            f: f.to_owned(),
            value: value.clone(),
            error: error.map(str::to_owned),
        };
        self.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(caused);
    }
}

impl<Op, Ret> Hand<Op, Ret> for ProcessHandle<Op, Ret, Scheduled>
where
    Op: Clone,
    Ret: Clone,
{
    fn process(&self) -> u64 {
        self.number()
    }

    fn invoke(&mut self, op: &Op, _: u64) {
        ProcessHandle::invoke(self, op.clone());
    }

    fn complete(&mut self, _: &Op, result: Result<&Ret, &ClientError>, _: u64) {
        match result {
            Ok(ret) => self.ok(ret.clone()),
            Err(ClientError::Fail(_)) => self.fail(),
            Err(ClientError::Info(_)) => self.info(),
        }
    }
}
