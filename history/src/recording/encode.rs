use super::{ParsedEvent, Recording, RecordingBuilder};
use crate::{AfterInfo, Codec, History, Kind, Operation, Outcome, Process, Value};

impl Recording {
    /// Writes down what a typed history holds, as a reader would have found it.
    ///
    /// Events follow each other without gaps: annotations are no part of a typed history. A result
    /// that nobody looked at becomes null, times are kept; `fail` and `info` repeat the value of the invocation. An
    /// operation with a key has `[key, value]` as its values.
    ///
    /// # Panics
    ///
    /// If `codec` knows more than 65,536 names of operations.
    pub fn from_history<C: Codec>(history: &History<C::Op, C::Ret>, codec: &C) -> Self {
        let mut events = vec![None; history.events as usize];
        for operation in &history.operations {
            events[operation.invoked as usize] = Some((Kind::Invoke, operation));
            if let Some(completed) = operation.completed {
                events[completed as usize] = Some((kind(&operation.outcome), operation));
            }
        }
        let source = history.source().unwrap_or("history");
        let mut builder = RecordingBuilder::new(source, AfterInfo::Refuse);
        let mut chunk = builder.chunk();
        let numbered = events.into_iter().enumerate();
        let present = numbered.filter_map(|(event, what)| what.map(|what| (event, what)));
        for (line, (event, (kind, operation))) in (1..).zip(present) {
            let (f, argument) = codec.write_op(&operation.op);
            let value = match (kind, &operation.outcome) {
                (Kind::Ok, Outcome::Done(Some(ret))) => codec.write_ret(&operation.op, ret),
                (Kind::Ok, _) => Value::Null,
                _ => argument,
            };
            let value = chunk.slot(keyed(operation, value));
            let pushed = chunk.push(ParsedEvent {
                line,
                process: Process::Client(operation.process),
                kind,
                f,
                value,
                time: history.times().map(|times| times[event]),
                index: None,
                extras: Vec::new(),
            });
            pushed.expect("its names are few");
        }
        let appended = builder.append(&mut chunk);
        appended.expect("a history is valid, and its names are few");
        builder.finish()
    }
}

fn kind<Ret>(outcome: &Outcome<Ret>) -> Kind {
    match outcome {
        Outcome::Done(_) => Kind::Ok,
        Outcome::Failed => Kind::Fail,
        Outcome::Unknown => Kind::Info,
    }
}

fn keyed<Op, Ret>(operation: &Operation<Op, Ret>, value: Value) -> Value {
    match &operation.key {
        Some(key) => Value::list([key.clone(), value]),
        None => value,
    }
}
