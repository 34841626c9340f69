use memchr::memchr_iter;

use crate::Fault;
use crate::fault::Located;
use crate::recording::Chunk;
use crate::text::text;

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
pub use writer::JsonLine;

/// Reads the events of whole JSON lines: one object a line, blank lines are skipped.
///
/// A line that is no text ends them, as any other fault does.
pub(crate) fn read_lines(bytes: &[u8], chunk: &mut Chunk) {
    let (text, fault) = match text(bytes) {
        Ok(text) => (text, Ok(())),
        Err((text, fault)) => (text, Err(fault)),
    };
    let mut line = 0;
    let ended = read_text(text, &mut line, chunk).and(fault);
    chunk.end(line, ended);
}

/// Reads lines; `line` is the number of the last one that was read.
fn read_text(text: &str, line: &mut u64, chunk: &mut Chunk) -> Result<(), Located> {
    let mut rest = text;
    while !rest.is_empty() {
        *line += 1;
        let (content, end) = match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(newline) => (&rest[..newline], End::Line),
            None => (rest, End::File("this line")),
        };
        rest = rest.get(content.len() + 1..).unwrap_or_default();
        let mut cursor = Cursor::new(content, end);
        cursor.skip_space();
        if cursor.peek().is_some() {
            read_event(&mut cursor, *line, chunk)?;
            let ended = cursor.finish("the end of the line");
            ended.map_err(|fault| Located::new(*line, fault))?;
        }
    }
    Ok(())
}

/// Reads events from one JSON array of objects.
pub(crate) fn read_array(text: &str, chunk: &mut Chunk) -> Result<(), Located> {
    let mut cursor = Cursor::new(text, End::File("the array"));
    let mut line = 1;
    let mut counted = 0;
    let mut more =
        open_array(&mut cursor).map_err(|fault| Located::new(1 + cursor.lines_since(0), fault))?;
    while more {
        line += memchr_iter(b'\n', &text.as_bytes()[counted..cursor.at]).count() as u64;
        counted = cursor.at;
        read_event(&mut cursor, line, chunk)?;
        let next = cursor.more(b']', ", or ]");
        more = next.map_err(|fault| Located::new(1 + cursor.lines_since(0), fault))?;
    }
    let ended = cursor.finish("the end of the file");
    ended.map_err(|fault| Located::new(1 + cursor.lines_since(0), fault))
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
fn read_event(cursor: &mut Cursor<'_>, line: u64, chunk: &mut Chunk) -> Result<(), Located> {
    let start = cursor.at;
    if let Some(event) = usual_event::read(cursor, line, chunk) {
        return chunk.push(event);
    }
    cursor.at = start;
    match event::read(cursor) {
        Ok(fields) => fields.push(line, chunk),
        Err(fault) => Err(Located::new(line + cursor.lines_since(start), fault)),
    }
}
