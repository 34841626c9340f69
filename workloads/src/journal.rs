use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lockstep_history::{Codec, JsonLine, Kind, Process, Value};

use crate::record::{FaultHand, Hand, Record};
use crate::{ClientError, Stop};

/// Writes a run down as it happens, an event a line.
///
/// A line is written under a lock, before anything that follows the event can begin. So the lines stand in
/// the order of real time, and what is there is a history wherever it ends.
pub(crate) struct Journal<C, W> {
    codec: Arc<C>,
    pages: Arc<Mutex<Pages<W>>>,
    stop: Stop,
}

struct Pages<W> {
    out: W,
    line: String,
    /// The time of the latest event; no later one is written with an earlier time.
    latest_ns: u64,
    error: Option<io::Error>,
    /// Whether nothing is to be written any more: the run is over, or a line is torn.
    is_closed: bool,
}

impl<C, W: Write> Journal<C, W> {
    pub(crate) fn new(codec: C, out: W, stop: Stop) -> Self {
        Self {
            codec: Arc::new(codec),
            pages: Arc::new(Mutex::new(Pages {
                out,
                line: String::new(),
                latest_ns: 0,
                error: None,
                is_closed: false,
            })),
            stop,
        }
    }

    /// Returns the first error there was.
    pub(crate) fn finish(self) -> io::Result<()> {
        let mut pages = lock(&self.pages);
        pages.is_closed = true;
        match pages.error.take() {
            Some(error) => Err(error),
            None => pages.out.flush(),
        }
    }
}

impl<C, W> Journal<C, W> {
    fn writing(&self) -> Writing<W> {
        Writing {
            pages: Arc::clone(&self.pages),
            stop: self.stop.clone(),
        }
    }
}

/// The pages, and what ends the run when they cannot be written.
struct Writing<W> {
    pages: Arc<Mutex<Pages<W>>>,
    stop: Stop,
}

impl<W: Write> Writing<W> {
    fn write(
        &self,
        process: &Process,
        kind: Kind,
        named: (&str, &Value),
        time_ns: u64,
        error: Option<&str>,
    ) {
        let is_written = lock(&self.pages).write(process, kind, named, time_ns, error);
        // Not under the lock: to stop may be to wait for somebody who writes.
        if !is_written {
            self.stop.stop_at_once();
        }
    }
}

impl<W: Write> Pages<W> {
    /// Writes an event, unless nothing is to be written any more; returns false if that fails.
    fn write(
        &mut self,
        process: &Process,
        kind: Kind,
        (f, value): (&str, &Value),
        time_ns: u64,
        error: Option<&str>,
    ) -> bool {
        if self.is_closed {
            return true;
        }
        self.latest_ns = self.latest_ns.max(time_ns);
        let line = JsonLine {
            process,
            kind,
            f,
            value,
            time_ns: i64::try_from(self.latest_ns).ok(),
            error,
        };
        self.line.clear();
        line.write(&mut self.line);
        let written = self.out.write_all(self.line.as_bytes());
        self.error = written.and_then(|()| self.out.flush()).err();
        self.is_closed = self.error.is_some();
        !self.is_closed
    }
}

impl<Op, Ret, C, W> Record<Op, Ret> for Journal<C, W>
where
    C: Codec<Op = Op, Ret = Ret> + Send + Sync + 'static,
    W: Write + Send + 'static,
{
    type Hand = Writer<C, W>;
    type FaultHand = FaultWriter<W>;

    fn hands(&self, workers: u32) -> Vec<Self::Hand> {
        let of = |worker: u32| Writer {
            codec: Arc::clone(&self.codec),
            out: self.writing(),
            process: worker.into(),
            workers: workers.into(),
        };
        (0..workers).map(of).collect()
    }

    fn fault_hand(&self) -> Self::FaultHand {
        FaultWriter(self.writing())
    }
}

/// One worker's hand.
pub(crate) struct Writer<C, W> {
    codec: Arc<C>,
    out: Writing<W>,
    process: u64,
    workers: u64,
}

impl<C, W> Hand<C::Op, C::Ret> for Writer<C, W>
where
    C: Codec,
    W: Write,
{
    fn process(&self) -> u64 {
        self.process
    }

    fn invoke(&mut self, op: &C::Op, time_ns: u64) {
        let (f, value) = self.codec.write_op(op);
        let process = Process::Client(self.process);
        self.out
            .write(&process, Kind::Invoke, (f, &value), time_ns, None);
    }

    fn complete(&mut self, op: &C::Op, result: Result<&C::Ret, &ClientError>, time_ns: u64) {
        let (f, argument) = self.codec.write_op(op);
        let (kind, value, error) = match result {
            Ok(ret) => (Kind::Ok, self.codec.write_ret(op, ret), None),
            Err(ClientError::Fail(reason)) => (Kind::Fail, argument, Some(&**reason)),
            Err(ClientError::Info(reason)) => (Kind::Info, argument, Some(&**reason)),
        };
        let process = Process::Client(self.process);
        self.out.write(&process, kind, (f, &value), time_ns, error);
        if kind == Kind::Info {
            self.process += self.workers;
        }
    }
}

/// The nemesis's hand.
pub(crate) struct FaultWriter<W>(Writing<W>);

impl<W: Write> FaultHand for FaultWriter<W> {
    fn note(&mut self, f: &str, value: &Value, error: Option<&str>, time_ns: u64) {
        let nemesis = Process::Other(Value::from("nemesis"));
        self.0
            .write(&nemesis, Kind::Info, (f, value), time_ns, error);
    }
}

/// Locks what no panic leaves half done: a torn line ends the writing.
fn lock<W>(pages: &Mutex<Pages<W>>) -> MutexGuard<'_, Pages<W>> {
    pages.lock().unwrap_or_else(PoisonError::into_inner)
}
