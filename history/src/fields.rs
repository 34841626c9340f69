use arcstr::ArcStr;

use crate::codec::shortened;
use crate::fault::Located;
use crate::recording::{Chunk, ParsedEvent, Slot};
use crate::{DEPTH_MAX, Expected, Fault, Kind, Process, Value};

/// The fields of an event while it is read, in any order; what every format has in common.
///
/// `key` beside `value` becomes `[key, value]`; names that are not known are kept as they are.
#[derive(Default)]
pub(crate) struct Fields {
    process: Option<Process>,
    kind: Option<Kind>,
    f: Option<ArcStr>,
    key: Option<Value>,
    value: Option<Value>,
    /// An integer or null.
    time: Option<Value>,
    index: Option<Value>,
    extras: Vec<(ArcStr, Value)>,
}

const PROCESS: &str = "an integer from 0 or a name";
const TYPE: &str = "invoke, ok, fail or info";
const F: &str = "the name of an operation";
const TIME: &str = "an integer of nanoseconds that fits 64 bits";

impl Fields {
    /// Takes the next field.
    pub(crate) fn set(&mut self, name: &str, value: Value) -> Result<(), Fault> {
        match name {
            "process" => put(&mut self.process, name, process(value)?),
            "type" => put(&mut self.kind, name, kind(&value)?),
            "f" => put(&mut self.f, name, operation(value)?),
            "value" => put(&mut self.value, name, value),
            "key" => put(&mut self.key, name, value),
            "time" => put(&mut self.time, name, time(value)?),
            "index" => put(&mut self.index, name, value),
            _ => {
                self.extras.push((name.into(), value));
                Ok(())
            }
        }
    }

    /// Hands the event that the fields make to `chunk`.
    pub(crate) fn push(mut self, line: u64, chunk: &mut Chunk) -> Result<(), Located> {
        let time = self.time_or_extra();
        let value = self.keyed_value();
        let value = value.map_err(|fault| Located::new(line, fault))?;
        let value = value.map(|value| chunk.slot(value));
        let required = self.required();
        let (process, kind, f) = required.map_err(|fault| Located::new(line, fault))?;
        chunk.push(ParsedEvent {
            line,
            process,
            kind,
            f: &f,
            value: value.unwrap_or(Slot::ABSENT),
            time,
            index: self.index,
            extras: self.extras,
        })
    }

    fn keyed_value(&mut self) -> Result<Option<Value>, Fault> {
        let Some(key) = self.key.take() else {
            return Ok(self.value.take());
        };
        let pair = Value::list([key, self.value.take().unwrap_or_default()]);
        if pair.is_deeper_than(DEPTH_MAX) {
            return Err(Fault::TooDeep { limit: DEPTH_MAX });
        }
        Ok(Some(pair))
    }

    /// Returns the time; one that is null says nothing and is kept as an extra field.
    fn time_or_extra(&mut self) -> Option<i64> {
        let time = self.time.take()?;
        if time.is_null() {
            self.extras.push(("time".into(), Value::Null));
        }
        time.as_int()
    }

    fn required(&mut self) -> Result<(Process, Kind, ArcStr), Fault> {
        let missing = |field, expected| Fault::Missing { field, expected };
        let names = self.extras.iter().map(|(name, _)| name);
        if let Some(name) = first_duplicate(names) {
            return Err(twice(name));
        }
        Ok((
            self.process.take().ok_or(missing("process", PROCESS))?,
            self.kind.take().ok_or(missing("type", TYPE))?,
            self.f.take().ok_or(missing("f", F))?,
        ))
    }
}

fn put<T>(place: &mut Option<T>, name: &str, content: T) -> Result<(), Fault> {
    match place.replace(content) {
        None => Ok(()),
        Some(_) => Err(twice(name)),
    }
}

fn twice(name: &str) -> Fault {
    Fault::DuplicateKey {
        key: shortened(&Value::from(name)),
    }
}

/// Returns a key that stands there twice: the least, so that the answer does not depend on chance.
pub(crate) fn first_duplicate<T: Ord>(keys: impl Iterator<Item = T>) -> Option<T> {
    let mut sorted: Vec<T> = keys.collect();
    sorted.sort_unstable();
    let mut rest = sorted.into_iter().peekable();
    while let Some(key) = rest.next() {
        if rest.peek() == Some(&key) {
            return Some(key);
        }
    }
    None
}

fn process(value: Value) -> Result<Process, Fault> {
    match value {
        Value::Int(number) => u64::try_from(number)
            .map(Process::Client)
            .map_err(|_| Expected::new("process", &value, PROCESS).into()),
        Value::Number(ref digits) => digits
            .parse()
            .map(Process::Client)
            .map_err(|_| Expected::new("process", &value, PROCESS).into()),
        Value::String(_) | Value::Keyword(_) | Value::Symbol(_) => Ok(Process::Other(value)),
        _ => Err(Expected::new("process", &value, PROCESS).into()),
    }
}

fn kind(value: &Value) -> Result<Kind, Fault> {
    value
        .as_text()
        .and_then(Kind::from_name)
        .ok_or_else(|| Expected::new("type", value, TYPE).into())
}

fn operation(value: Value) -> Result<ArcStr, Fault> {
    match value {
        Value::String(text) | Value::Keyword(text) | Value::Symbol(text) => Ok(text),
        _ => Err(Expected::new("f", &value, F).into()),
    }
}

fn time(value: Value) -> Result<Value, Fault> {
    match value {
        Value::Int(_) | Value::Null => Ok(value),
        _ => Err(Expected::new("time", &value, TIME).into()),
    }
}
