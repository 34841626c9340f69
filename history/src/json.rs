use memchr::memchr_iter;

use crate::recording::RecordingBuilder;
use crate::{Fault, ReadError};

mod cursor;
mod event;
mod losses;
mod number;
mod string;
#[cfg(test)]
mod tests;
mod usual_event;
mod value;
mod writer;

pub(crate) use cursor::{Cursor, End};
pub use losses::{Loss, Losses};

/// No event takes fewer bytes.
const EVENT_BYTES_MIN: usize = r#"{"process":0,"type":"ok","f":""}"#.len();

/// Reads events from JSON lines: one object a line, blank lines are skipped.
pub(crate) fn read_lines(text: &str, builder: &mut RecordingBuilder) -> Result<(), ReadError> {
    let newlines = memchr_iter(b'\n', text.as_bytes()).count();
    builder.reserve((newlines + 1).min(text.len() / EVENT_BYTES_MIN));
    let mut rest = text;
    let mut line = 0;
    while !rest.is_empty() {
        line += 1;
        let (content, end) = match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(newline) => (&rest[..newline], End::Line),
            None => (rest, End::File("this line")),
        };
        rest = rest.get(content.len() + 1..).unwrap_or_default();
        let mut cursor = Cursor::new(content, end);
        cursor.skip_space();
        if cursor.peek().is_some() {
            read_event(&mut cursor, line, builder)?;
            let ended = cursor.finish("the end of the line");
            ended.map_err(|fault| builder.error(line, fault))?;
        }
    }
    Ok(())
}

/// Reads events from one JSON array of objects.
pub(crate) fn read_array(text: &str, builder: &mut RecordingBuilder) -> Result<(), ReadError> {
    let mut cursor = Cursor::new(text, End::File("the array"));
    let mut line = 1;
    let mut counted = 0;
    let mut more =
        open_array(&mut cursor).map_err(|fault| builder.error(1 + cursor.lines_since(0), fault))?;
    while more {
        line += memchr_iter(b'\n', &text.as_bytes()[counted..cursor.at]).count() as u64;
        counted = cursor.at;
        read_event(&mut cursor, line, builder)?;
        let next = cursor.more(b']', ", or ]");
        more = next.map_err(|fault| builder.error(1 + cursor.lines_since(0), fault))?;
    }
    let ended = cursor.finish("the end of the file");
    ended.map_err(|fault| builder.error(1 + cursor.lines_since(0), fault))
}

/// Returns true if the array holds an event.
fn open_array(cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    cursor.skip_space();
    match cursor.peek() {
        Some(b'[') => Ok(cursor.open(b']')),
        _ => Err(cursor.fault("[")),
    }
}

/// Reads the event at the cursor, which stands in this line of the file.
fn read_event(
    cursor: &mut Cursor<'_>,
    line: u64,
    builder: &mut RecordingBuilder,
) -> Result<(), ReadError> {
    let start = cursor.at;
    if let Some(event) = usual_event::read(cursor, line, builder) {
        return builder.push(event);
    }
    cursor.at = start;
    match event::read(cursor) {
        Ok(fields) => fields.push(line, builder),
        Err(fault) => Err(builder.error(line + cursor.lines_since(start), fault)),
    }
}
