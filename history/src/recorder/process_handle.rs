use std::convert::Infallible;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::{Buffer, Shared, Stamped, lock};
use crate::{Event, Failure, Order};

/// The hand that writes down what one process does.
///
/// A process has one open operation at a time. After an operation of which nobody knows how it ended
/// the handle goes on under a new process number, never used before:
///
/// ```text
/// 0  ├─ write 1 ─┤ ├─ write 2 ─?
/// 1                              ├─ read → 2 ─┤
/// ```
///
/// # Examples
///
/// By hand, where an operation does not start and end in one call:
///
/// ```
/// use lockstep_history::{Outcome, Recorder};
///
/// let recorder = Recorder::new();
/// let mut process = recorder.process();
/// process.invoke("enqueue 1");
/// // … the answer arrives …
/// process.ok("queued");
/// let history = recorder.finish();
/// assert_eq!(history.operations()[0].outcome, Outcome::Done(Some("queued")));
/// ```
pub struct ProcessHandle<Op, Ret, O> {
    shared: Arc<Shared<Op, Ret, O>>,
    buffer: Arc<Buffer<Op, Ret>>,
    number: u64,
    /// What is added to the number for the next process; `None` takes one that nobody had.
    step: Option<u32>,
    open: bool,
}

impl<Op, Ret, O: Order> ProcessHandle<Op, Ret, O> {
    pub(super) fn new(shared: Arc<Shared<Op, Ret, O>>) -> Self {
        Self {
            number: shared.fresh_process(),
            buffer: shared.fresh_buffer(),
            shared,
            step: None,
            open: false,
        }
    }

    /// Makes the handle of one of `step` workers.
    pub(super) fn of(shared: Arc<Shared<Op, Ret, O>>, number: u32, step: u32) -> Self {
        Self {
            number: number.into(),
            buffer: shared.fresh_buffer(),
            shared,
            step: Some(step),
            open: false,
        }
    }

    /// Returns the number under which the process acts now.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Runs an operation that always answers: records its invocation, runs it, records its result.
    ///
    /// If `run` panics, the operation is recorded as `info` and the panic goes on. What `run` borrows
    /// need not be unwind safe: the recorder does not look at it after a panic.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::Recorder;
    ///
    /// let recorder = Recorder::new();
    /// assert_eq!(recorder.process().op("ping", |op| op.len()), 4);
    /// ```
    ///
    /// # Panics
    ///
    /// If an operation that was invoked by hand is still open.
    #[track_caller]
    pub fn op(&mut self, op: Op, run: impl FnOnce(Op) -> Ret) -> Ret
    where
        Op: Clone,
        Ret: Clone,
    {
        match self.try_op(op, |op| Ok::<_, Infallible>(run(op))) {
            Ok(ret) => ret,
            Err(never) => match never {},
        }
    }

    /// Runs an operation that may fail: records `ok` with its result, or `fail`, or `info`.
    ///
    /// The error is [`Failure`] or any type that tells which of the two it is. It is handed back as it
    /// came; the history keeps only the [`Failure`]. A panic is recorded as `info` and goes on.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::{Error, ErrorKind};
    /// use lockstep_history::{Failure, Outcome, Recorder};
    ///
    /// struct Refused(Error);
    ///
    /// impl From<&Refused> for Failure {
    ///     fn from(error: &Refused) -> Self {
    ///         match error.0.kind() {
    ///             ErrorKind::ConnectionRefused => Failure::Fail, // it was never sent
    ///             _ => Failure::Info,
    ///         }
    ///     }
    /// }
    ///
    /// let recorder = Recorder::<_, u64>::new();
    /// let mut process = recorder.process();
    /// let answer = process.try_op("read", |_| Err(Refused(ErrorKind::TimedOut.into())));
    /// assert!(answer.is_err());
    /// assert_eq!(recorder.finish().operations()[0].outcome, Outcome::Unknown);
    /// ```
    ///
    /// # Errors
    ///
    /// What `run` returned.
    ///
    /// # Panics
    ///
    /// If an operation that was invoked by hand is still open.
    #[track_caller]
    pub fn try_op<E>(&mut self, op: Op, run: impl FnOnce(Op) -> Result<Ret, E>) -> Result<Ret, E>
    where
        Op: Clone,
        Ret: Clone,
        for<'error> Failure: From<&'error E>,
    {
        self.invoke(op.clone());
        // All code of the user runs inside, so that whatever panics leaves no operation open. The
        // panic is caught and not recorded while it unwinds: an Order may be a scheduling point, and
        // a second panic there would abort.
        let ran = catch_unwind(AssertUnwindSafe(|| match run(op) {
            Ok(ret) => Ok((ret.clone(), ret)),
            Err(error) => Err((Failure::from(&error), error)),
        }));
        match ran {
            Ok(Ok((recorded, ret))) => {
                self.ok(recorded);
                Ok(ret)
            }
            Ok(Err((failure, error))) => {
                self.failed(failure);
                Err(error)
            }
            Err(panic) => {
                self.info();
                resume_unwind(panic)
            }
        }
    }

    /// Records that the process invokes `op`; call it before anything of the operation happens.
    ///
    /// # Panics
    ///
    /// If the process has an open operation.
    #[track_caller]
    pub fn invoke(&mut self, op: Op) {
        assert!(
            !self.open,
            "process {} invokes while its operation is open; complete that one first",
            self.number
        );
        self.open = true;
        self.record(Event::Invoke(self.number, op));
    }

    /// Records that the open operation took effect; call it after it has returned.
    ///
    /// # Panics
    ///
    /// If the process has no open operation.
    #[track_caller]
    pub fn ok(&mut self, ret: Ret) {
        self.complete(Event::Ok(self.number, ret));
    }

    /// Records that the open operation did not happen.
    ///
    /// # Panics
    ///
    /// If the process has no open operation.
    #[track_caller]
    pub fn fail(&mut self) {
        self.complete(Event::Fail(self.number));
    }

    /// Records that nobody knows how the open operation ended, and takes a new process number.
    ///
    /// # Panics
    ///
    /// If the process has no open operation.
    #[track_caller]
    pub fn info(&mut self) {
        self.complete(Event::Info(self.number));
        self.number = match self.step {
            Some(step) => self.number + u64::from(step),
            None => self.shared.fresh_process(),
        };
    }

    #[track_caller]
    fn failed(&mut self, failure: Failure) {
        match failure {
            Failure::Fail => self.fail(),
            Failure::Info => self.info(),
        }
    }

    #[track_caller]
    fn complete(&mut self, event: Event<Op, Ret>) {
        assert!(
            self.open,
            "process {} completes an operation that it did not invoke; invoke one first",
            self.number
        );
        self.record(event);
        self.open = false;
    }

    fn record(&self, event: Event<Op, Ret>) {
        // Not under the lock: a stamp may be a scheduling point.
        let stamp = self.shared.order.stamp();
        lock(&self.buffer).push(Stamped { stamp, event });
    }
}

impl<Op, Ret, O> fmt::Debug for ProcessHandle<Op, Ret, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessHandle")
            .field("number", &self.number)
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}
