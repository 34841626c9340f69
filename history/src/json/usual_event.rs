use super::cursor::Cursor;
use crate::recording::{Chunk, ParsedEvent, Slot};
use crate::{Kind, Process, Value};

/// The fields that nearly all events have and no others, while they are read.
#[derive(Default)]
struct Usual<'a> {
    process: Option<u64>,
    kind: Option<Kind>,
    f: Option<&'a str>,
    value: Option<Slot>,
    time: Option<i64>,
    index: Option<i64>,
}

/// Reads an event that is as nearly all events are: of a client, with known fields alone, each once.
///
/// `None` if it is not, or not in all; then it is for [`event::read`](super::event::read) to say what
/// it is. This way costs a third of that one.
pub(super) fn read<'a>(
    cursor: &mut Cursor<'a>,
    line: u64,
    chunk: &mut Chunk,
) -> Option<ParsedEvent<'a>> {
    let mut usual = Usual::default();
    let mut next = cursor.peek()?;
    while next != b'}' {
        cursor.at += 1;
        cursor.skip_space();
        usual.read_field(cursor, chunk)?;
        next = cursor.peek().filter(|byte| matches!(byte, b',' | b'}'))?;
    }
    cursor.at += 1;
    usual.event(line)
}

impl<'a> Usual<'a> {
    fn read_field(&mut self, cursor: &mut Cursor<'a>, chunk: &mut Chunk) -> Option<()> {
        let name = Name::read(cursor)?;
        cursor.skip_space();
        match name {
            Name::Process => put(&mut self.process, u64::try_from(cursor.small_int()?).ok()?),
            Name::Type => put(&mut self.kind, Kind::from_name(cursor.plain_string()?)?),
            Name::F => put(&mut self.f, cursor.plain_string()?),
            Name::Value => put(&mut self.value, slot(cursor, chunk)?),
            Name::Time => put(&mut self.time, cursor.small_int()?),
            Name::Index => put(&mut self.index, cursor.small_int()?),
        }
    }

    fn event(self, line: u64) -> Option<ParsedEvent<'a>> {
        Some(ParsedEvent {
            line,
            process: Process::Client(self.process?),
            kind: self.kind?,
            f: self.f?,
            value: self.value.unwrap_or(Slot::ABSENT),
            time: self.time,
            index: self.index.map(Value::Int),
            extras: Vec::new(),
        })
    }
}

enum Name {
    Process,
    Type,
    F,
    Value,
    Time,
    Index,
}

impl Name {
    fn read(cursor: &mut Cursor<'_>) -> Option<Name> {
        let (length, name) = match cursor.rest() {
            [
                b'"',
                b'p',
                b'r',
                b'o',
                b'c',
                b'e',
                b's',
                b's',
                b'"',
                b':',
                ..,
            ] => (10, Name::Process),
            [b'"', b't', b'y', b'p', b'e', b'"', b':', ..] => (7, Name::Type),
            [b'"', b'f', b'"', b':', ..] => (4, Name::F),
            [b'"', b'v', b'a', b'l', b'u', b'e', b'"', b':', ..] => (8, Name::Value),
            [b'"', b't', b'i', b'm', b'e', b'"', b':', ..] => (7, Name::Time),
            [b'"', b'i', b'n', b'd', b'e', b'x', b'"', b':', ..] => (8, Name::Index),
            _ => return None,
        };
        cursor.at += length;
        Some(name)
    }
}

fn put<T>(place: &mut Option<T>, content: T) -> Option<()> {
    match place.replace(content) {
        None => Some(()),
        Some(_) => None,
    }
}

fn slot(cursor: &mut Cursor<'_>, chunk: &mut Chunk) -> Option<Slot> {
    let small = match cursor.peek()? {
        b'"' => Some(chunk.slot_of_text(cursor.plain_string()?)),
        b'[' => cursor.small_pair(),
        _ => cursor.small_int().and_then(Slot::of_int),
    };
    small.or_else(|| Some(chunk.slot(cursor.value().ok()?)))
}
