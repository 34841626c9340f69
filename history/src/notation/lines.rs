use super::label::{Call, Name, name, process, skip_spaces, value};
use super::{error, lines_of};
use crate::fault::Located;
use crate::fields::Fields;
use crate::json::Cursor;
use crate::recording::Chunk;
use crate::{EventRef, Fault, Process, Recording};

/// Reads an event a line.
pub(super) fn read(text: &str, chunk: &mut Chunk) -> Result<(), Located> {
    for (line, mut cursor) in lines_of(text) {
        match fields(&mut cursor) {
            Ok(fields) => fields.push(line, chunk)?,
            Err(fault) => return Err(error(line, &cursor, fault)),
        }
    }
    Ok(())
}

fn fields(cursor: &mut Cursor<'_>) -> Result<Fields, Fault> {
    let mut fields = Fields::default();
    skip_spaces(cursor);
    fields.set("process", process(cursor)?)?;
    skip_spaces(cursor);
    fields.set("type", name(cursor, "invoke, ok, fail or info")?)?;
    skip_spaces(cursor);
    fields.set("f", name(cursor, "the name of an operation")?)?;
    fields.set("value", value(cursor, &[])?)?;
    cursor.finish("the end of the line")?;
    Ok(fields)
}

impl Recording {
    /// Writes an event a line, as [`Recording::from_notation`] reads it.
    ///
    /// Nothing but `process`, `type`, `f` and `value` is written; values are JSON, see
    /// [`Value::plain`](crate::Value::plain).
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::Recording;
    ///
    /// let recording = Recording::from_notation("0  ├─ read → [1, 2] ─┤")?;
    /// assert_eq!(recording.to_lines(), "0 invoke read\n0 ok read [1, 2]\n");
    /// # Ok::<(), lockstep_history::ReadError>(())
    /// ```
    pub fn to_lines(&self) -> String {
        self.events().map(line).collect()
    }
}

fn line(event: EventRef<'_>) -> String {
    let value = event.value();
    let (kind, call) = (event.kind(), Call(event.f(), &value));
    match event.process() {
        Process::Client(number) => format!("{number} {kind} {call}\n"),
        Process::Other(name) => {
            let name = Name(name.as_text().unwrap_or_default());
            format!("{name} {kind} {call}\n")
        }
    }
}
