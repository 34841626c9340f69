use memchr::memchr_iter;

use crate::fields::Fields;
use crate::recording::RecordingBuilder;
use crate::{Fault, ReadError};

mod cursor;
mod event;
mod number;
mod string;
mod value;

use cursor::{Cursor, End};

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
        let read = line_event(&mut cursor, builder);
        if let Some(fields) = read.map_err(|fault| builder.error(line, fault))? {
            fields.push(line, builder)?;
        }
    }
    Ok(())
}

/// Reads the event of a line; `None` if the line is blank.
fn line_event<'a>(
    cursor: &mut Cursor<'a>,
    builder: &mut RecordingBuilder,
) -> Result<Option<Fields<'a>>, Fault> {
    cursor.skip_space();
    if cursor.peek().is_none() {
        return Ok(None);
    }
    let fields = event::read(cursor, builder)?;
    cursor.finish("the end of the line")?;
    Ok(Some(fields))
}

/// Reads events from one JSON array of objects.
pub(crate) fn read_array(text: &str, builder: &mut RecordingBuilder) -> Result<(), ReadError> {
    let mut cursor = Cursor::new(text, End::File("the array"));
    let opened = open_array(&mut cursor);
    let mut more = opened.map_err(|fault| builder.error(cursor.line(), fault))?;
    let mut line = 1;
    let mut counted = 0;
    while more {
        line += memchr_iter(b'\n', &text.as_bytes()[counted..cursor.at]).count() as u64;
        counted = cursor.at;
        let fields = event::read(&mut cursor, builder);
        let fields = fields.map_err(|fault| builder.error(cursor.line(), fault))?;
        fields.push(line, builder)?;
        let next = cursor.more(b']', ", or ]");
        more = next.map_err(|fault| builder.error(cursor.line(), fault))?;
    }
    let ended = cursor.finish("the end of the file");
    ended.map_err(|fault| builder.error(cursor.line(), fault))
}

/// Returns true if the array holds an event.
fn open_array(cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    cursor.skip_space();
    match cursor.peek() {
        Some(b'[') => Ok(cursor.open(b']')),
        _ => Err(cursor.fault("[")),
    }
}
