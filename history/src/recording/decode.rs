use std::sync::Arc;

use thiserror::Error;

use super::{EventRef, Recording};
use crate::{Codec, Expected, History, Kind, Operation, Outcome, Value};

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
    /// completion whose value is null keeps the key of its invocation.
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
        let decoder = Decoder {
            recording: self,
            values: self.values.iter().map(Value::plain).collect(),
            codec,
            independent,
        };
        let mut operations = Vec::with_capacity(self.operations());
        for number in 0..self.count() {
            let event = EventRef::new(self, number);
            if event.kind() == Kind::Invoke
                && let Some(process) = event.client()
            {
                decoder.push(process, event, &mut operations)?;
            }
        }
        Ok(History {
            operations,
            events: self.count(),
            source: Some(self.source.clone()),
        })
    }
}

struct Decoder<'a, C> {
    recording: &'a Recording,
    /// The recording's table of values, made plain.
    values: Vec<Value>,
    codec: &'a C,
    independent: Independent,
}

impl<C: Codec> Decoder<'_, C> {
    /// Adds the operation that an event invokes.
    ///
    /// An operation is large: it is made where it will stand, and an error beside it.
    #[inline]
    fn push(
        &self,
        process: u64,
        event: EventRef<'_>,
        operations: &mut Vec<Operation<C::Op, C::Ret>>,
    ) -> Result<(), DecodeError> {
        let refuse = |expected| self.error(event, expected);
        let (key, value) = self.invoked(event).map_err(refuse)?;
        let op = self.codec.op(process, event.f(), &value).map_err(refuse)?;
        let completed = self.recording.partner(event.number());
        let outcome = match completed {
            None => Outcome::Unknown,
            Some(number) => {
                let completion = EventRef::new(self.recording, number);
                let outcome = self.outcome(event, &op, key.as_ref(), completion);
                outcome.map_err(|expected| self.error(completion, expected))?
            }
        };
        operations.push(Operation {
            process,
            op,
            outcome,
            invoked: event.number(),
            completed,
            key,
        });
        Ok(())
    }

    #[inline]
    fn invoked(&self, event: EventRef<'_>) -> Result<(Option<Value>, Value), Expected> {
        match self.independent {
            Independent::No => Ok((None, self.value(event))),
            Independent::Yes => match event.slot().items_of_pair(&self.values) {
                Some((key, value)) => Ok((Some(key), value)),
                None => Err(unfit(event, "a list of two, [key, value]".into())),
            },
        }
    }

    #[inline]
    fn outcome(
        &self,
        invocation: EventRef<'_>,
        op: &C::Op,
        key: Option<&Value>,
        completion: EventRef<'_>,
    ) -> Result<Outcome<C::Ret>, Expected> {
        if completion.name() != invocation.name() {
            let found = Value::from(completion.f());
            let expected = format!("{}, which was invoked", invocation.f());
            return Err(Expected::new("f", &found, expected));
        }
        let value = match key {
            None => self.value(completion),
            Some(key) => self.value_of_key(key, completion)?,
        };
        Ok(match completion.kind() {
            Kind::Ok => Outcome::Done(self.codec.ret(op, &value)?),
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
            None if self.value(completion).is_null() => Ok(Value::Null),
            // What follows fail and info is no result, so it need not have the form of one.
            None if completion.kind() != Kind::Ok => Ok(Value::Null),
            _ => Err(unfit(
                completion,
                format!("[{key}, value], with the key that was invoked"),
            )),
        }
    }

    #[inline]
    fn value(&self, event: EventRef<'_>) -> Value {
        event.slot().value(&self.values).unwrap_or_default()
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

#[cold]
fn unfit(event: EventRef<'_>, expected: String) -> Expected {
    Expected::new(format!("{}'s value", event.f()), &event.value(), expected)
}
