use std::num::NonZero;
use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use super::slot::Made;
use super::{EventRef, HAS_TIME, Recording};
use crate::{Codec, Expected, History, Kind, Operation, Outcome, Value};

mod batches;

/// If values carry the key of the independent object that they belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Independent {
    /// There is one object, and values are what it understands.
    #[default]
    No,
    /// There is an object for each key, and every value is a list of two, `[key, value]`.
    Yes,
}

/// An event that the object does not understand.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}: {expected}")]
#[non_exhaustive]
pub struct DecodeError {
    /// The name of the file or stream.
    pub file: Arc<str>,
    /// The line on which the event begins, from 1.
    pub line: u32,
    /// The number of the event, from 0.
    pub event: u32,
    /// What stood there, and what should have.
    pub expected: Expected,
}

impl Recording {
    /// Reads what clients did as operations of an object.
    ///
    /// Annotations are left out. A completion with `info`, or none at all, is [`Outcome::Unknown`];
    /// what a failed operation observed is for [`Codec::failed`] to say. With [`Independent::Yes`]
    /// the first item of every value becomes [`Operation::key`], and `codec` reads the second; a
    /// completion whose value is null keeps the key of its invocation. If every event has a time, the
    /// history has [times](History::times), too.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] for the first operation of which one event does not fit the object or, with
    /// [`Independent::Yes`], has no key or another one than its invocation; and for a completion that
    /// names another operation than its invocation.
    ///
    /// # Examples
    ///
    /// ```
    /// # use lockstep_history::{Codec, Expected, Value};
    /// # struct Flag;
    /// # impl Codec for Flag {
    /// #     type Op = ();
    /// #     type Ret = bool;
    /// #     fn op(&self, _: u64, _: &str, _: &Value) -> Result<(), Expected> { Ok(()) }
    /// #     fn ret(&self, _: &(), value: &Value) -> Result<Option<bool>, Expected> {
    /// #         let wrong = || Expected::new("test's value", value, "true or false");
    /// #         value.as_bool().ok_or_else(wrong).map(Some)
    /// #     }
    /// #     fn write_op(&self, _: &()) -> (&'static str, Value) { ("test", Value::Null) }
    /// #     fn write_ret(&self, _: &(), ret: &bool) -> Value { Value::Bool(*ret) }
    /// # }
    /// use lockstep_history::{Independent, Outcome, ReadOptions, Recording};
    ///
    /// let text = br#"{"process": 0, "type": "invoke", "f": "test"}
    /// {"process": 0, "type": "ok", "f": "test", "value": true}"#;
    /// let recording = Recording::from_bytes(text, "run.jsonl", None, ReadOptions::default())?;
    /// let history = recording.decode(&Flag, Independent::No)?;
    /// assert_eq!(history.operations()[0].outcome, Outcome::Done(Some(true)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    ///
    /// Linear in the number of events.
    pub fn decode<C: Codec>(
        &self,
        codec: &C,
        independent: Independent,
    ) -> Result<History<C::Op, C::Ret>, DecodeError> {
        let decoder = self.decoder(codec, independent);
        let mut operations = Vec::with_capacity(self.operations());
        decoder.decode(0..self.count(), &mut operations)?;
        Ok(self.history(operations))
    }

    /// Reads what clients did as operations of an object, on so many threads.
    ///
    /// The history, or the error, is that of [`Recording::decode`] for any number of threads.
    ///
    /// # Errors
    ///
    /// As [`Recording::decode`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use lockstep_history::{Codec, Expected, Value};
    /// # struct Flag;
    /// # impl Codec for Flag {
    /// #     type Op = ();
    /// #     type Ret = bool;
    /// #     fn op(&self, _: u64, _: &str, _: &Value) -> Result<(), Expected> { Ok(()) }
    /// #     fn ret(&self, _: &(), value: &Value) -> Result<Option<bool>, Expected> {
    /// #         Ok(value.as_bool())
    /// #     }
    /// #     fn write_op(&self, _: &()) -> (&'static str, Value) { ("test", Value::Null) }
    /// #     fn write_ret(&self, _: &(), ret: &bool) -> Value { Value::Bool(*ret) }
    /// # }
    /// use std::num::NonZero;
    ///
    /// use lockstep_history::{Independent, Recording};
    ///
    /// let recording = Recording::from_notation("0  ├─ test → true ─┤")?;
    /// let two = NonZero::new(2).expect("it is not 0");
    /// let history = recording.decode_on(&Flag, Independent::No, two)?;
    /// assert_eq!(history, recording.decode(&Flag, Independent::No)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    ///
    /// Linear in the number of events. Each thread decodes some thousand operations at a time, which are
    /// then moved to where they belong: that is a fifth of the work, and done by one thread at a time, while
    /// the others go on.
    pub fn decode_on<C>(
        &self,
        codec: &C,
        independent: Independent,
        threads: NonZero<usize>,
    ) -> Result<History<C::Op, C::Ret>, DecodeError>
    where
        C: Codec<Op: Send, Ret: Send> + Sync,
    {
        if threads.get() == 1 || self.count() < EVENTS_FOR_A_THREAD {
            return self.decode(codec, independent);
        }
        let decoder = self.decoder(codec, independent);
        let decode = |events, batch: &mut _| decoder.decode(events, batch);
        let operations = batches::decode(self.count(), self.operations(), threads, decode)?;
        Ok(self.history(operations))
    }

    fn decoder<'a, C>(&'a self, codec: &'a C, independent: Independent) -> Decoder<'a, C> {
        Decoder {
            recording: self,
            values: self.values.iter().map(Value::plain).collect(),
            codec,
            independent,
        }
    }

    fn history<Op, Ret>(&self, operations: Vec<Operation<Op, Ret>>) -> History<Op, Ret> {
        History {
            operations,
            events: self.count(),
            source: Some(self.source.clone()),
            times: self
                .every_event_has_a_time()
                .then(|| self.columns.times.clone()),
        }
    }

    fn every_event_has_a_time(&self) -> bool {
        // A fold without an early end looks at many flags at a time.
        !self.columns.times.is_empty()
            && self
                .columns
                .flags
                .iter()
                .fold(HAS_TIME, |all, flags| all & flags)
                != 0
    }
}

/// Fewer events are not worth a thread.
const EVENTS_FOR_A_THREAD: u32 = 1 << 14;

/// An event by which a client invokes an operation.
#[derive(Clone, Copy)]
struct Invocation<'a> {
    process: u64,
    event: EventRef<'a>,
    completion: Option<EventRef<'a>>,
}

type Operations<C> = Vec<Operation<<C as Codec>::Op, <C as Codec>::Ret>>;

struct Decoder<'a, C> {
    recording: &'a Recording,
    /// The recording's table of values, made plain.
    values: Vec<Value>,
    codec: &'a C,
    independent: Independent,
}

#[expect(
    clippy::inline_always,
    reason = "a call moves an operation of some hundred bytes through memory: half as much time again"
)]
impl<'a, C: Codec> Decoder<'a, C> {
    /// Adds the operations that some events invoke.
    fn decode(
        &self,
        events: Range<u32>,
        operations: &mut Operations<C>,
    ) -> Result<(), DecodeError> {
        let mut made = Made::default();
        match self.independent {
            Independent::No => self.each(events, |one| self.of_one(one, &mut made, operations)),
            Independent::Yes => self.each(events, |one| self.of_a_key(one, operations)),
        }
    }

    #[inline]
    fn each(
        &self,
        events: Range<u32>,
        mut decode: impl FnMut(Invocation<'a>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for number in events {
            let event = EventRef::new(self.recording, number);
            if event.kind() == Kind::Invoke
                && let Some(process) = event.client()
            {
                let completed = self.recording.partner(number);
                let completion = completed.map(|number| EventRef::new(self.recording, number));
                decode(Invocation {
                    process,
                    event,
                    completion,
                })?;
            }
        }
        Ok(())
    }

    /// Adds an operation of the one object.
    ///
    /// Nothing is moved that need not be: the operation is large, so it is made where it will stand, and an
    /// error beside it; values are looked at where they stand, or in `made`.
    #[inline(always)]
    fn of_one(
        &self,
        invocation: Invocation<'a>,
        made: &mut Made,
        operations: &mut Operations<C>,
    ) -> Result<(), DecodeError> {
        let event = invocation.event;
        let value = event.slot().value_at(&self.values, made);
        let op = match self.codec.op(invocation.process, event.f(), value) {
            Ok(op) => op,
            Err(expected) => return Err(self.error(event, expected)),
        };
        let outcome = match invocation.completion {
            None => Outcome::Unknown,
            Some(completion) => {
                let value = completion.slot().value_at(&self.values, made);
                let outcome = same_name(event, completion)
                    .and_then(|()| self.outcome(&op, completion.kind(), value));
                match outcome {
                    Ok(outcome) => outcome,
                    Err(expected) => return Err(self.error(completion, expected)),
                }
            }
        };
        operations.push(invocation.operation(op, outcome, None));
        Ok(())
    }

    /// Adds an operation of one of many objects.
    fn of_a_key(
        &self,
        invocation: Invocation<'a>,
        operations: &mut Operations<C>,
    ) -> Result<(), DecodeError> {
        let event = invocation.event;
        let refuse = |expected| self.error(event, expected);
        let items = event.slot().items_of_pair(&self.values);
        let (key, value) =
            items.ok_or_else(|| refuse(unfit(event, "a list of two, [key, value]".into())))?;
        let op = self.codec.op(invocation.process, event.f(), &value);
        let op = op.map_err(refuse)?;
        let outcome = match invocation.completion {
            None => Outcome::Unknown,
            Some(completion) => same_name(event, completion)
                .and_then(|()| self.value_of_key(&key, completion))
                .and_then(|value| self.outcome(&op, completion.kind(), &value))
                .map_err(|expected| self.error(completion, expected))?,
        };
        operations.push(invocation.operation(op, outcome, Some(key)));
        Ok(())
    }

    #[inline(always)]
    fn outcome(&self, op: &C::Op, kind: Kind, value: &Value) -> Result<Outcome<C::Ret>, Expected> {
        Ok(match kind {
            Kind::Ok => Outcome::Done(self.codec.ret(op, value)?),
            Kind::Fail => match self.codec.failed(op) {
                Some(ret) => Outcome::Done(Some(ret)),
                None => Outcome::Failed,
            },
            Kind::Info | Kind::Invoke => Outcome::Unknown,
        })
    }

    fn value_of_key(&self, key: &Value, completion: EventRef<'_>) -> Result<Value, Expected> {
        match completion.slot().items_of_pair(&self.values) {
            Some((other, value)) if other == *key => Ok(value),
            None if completion.slot().is_null(&self.values) => Ok(Value::Null),
            // What follows fail and info is no result, so it need not have the form of one.
            None if completion.kind() != Kind::Ok => Ok(Value::Null),
            _ => Err(unfit(
                completion,
                format!("[{key}, value], with the key that was invoked"),
            )),
        }
    }

    #[cold]
    fn error(&self, event: EventRef<'_>, expected: Expected) -> DecodeError {
        DecodeError {
            file: self.recording.source.clone(),
            line: event.line(),
            event: event.number(),
            expected,
        }
    }
}

impl Invocation<'_> {
    #[inline]
    fn operation<Op, Ret>(
        self,
        op: Op,
        outcome: Outcome<Ret>,
        key: Option<Value>,
    ) -> Operation<Op, Ret> {
        Operation {
            process: self.process,
            op,
            outcome,
            invoked: self.event.number(),
            completed: self.completion.map(EventRef::number),
            key,
        }
    }
}

#[inline]
fn same_name(invocation: EventRef<'_>, completion: EventRef<'_>) -> Result<(), Expected> {
    if completion.name() == invocation.name() {
        return Ok(());
    }
    let found = Value::from(completion.f());
    let expected = format!("{}, which was invoked", invocation.f());
    Err(Expected::new("f", &found, expected))
}

#[cold]
fn unfit(event: EventRef<'_>, expected: String) -> Expected {
    Expected::new(format!("{}'s value", event.f()), &event.value(), expected)
}
