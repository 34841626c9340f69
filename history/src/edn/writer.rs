use std::fmt::{self, Display, Formatter, Write as _};
use std::io;
use std::sync::Arc;

use super::class::is_name;
use super::quoted::name_of_character;
use super::reader::Reader;
use crate::{EventRef, Process, Recording, Value};

impl Recording {
    /// Writes the events as EDN: a map a line, as Jepsen writes its `history.edn`.
    ///
    /// Nothing is lost: every value is written so that it comes back equal, those that were read from
    /// JSON included. Types and names of operations and fields are written as keywords, and as strings
    /// where they cannot be one. A recording without events is written as `[]`.
    ///
    /// # Errors
    ///
    /// What `out` returns.
    pub fn write_edn(&self, mut out: impl io::Write) -> io::Result<()> {
        if self.is_empty() {
            return out.write_all(b"[]\n");
        }
        let mut line = String::new();
        for event in self.events() {
            line.clear();
            writeln!(line, "{}", EdnEvent(event)).map_err(io::Error::other)?;
            out.write_all(line.as_bytes())?;
        }
        out.flush()
    }
}

struct EdnEvent<'a>(EventRef<'a>);

/// A value as EDN.
struct Edn<'a>(&'a Value);

/// Returns true if the value, apart from those that it holds, comes back when it is written.
///
/// A keyword, symbol, number, character or tag does not if its text is none.
pub(crate) fn has_form(value: &Value) -> bool {
    let alone = match value {
        Value::Number(_) | Value::Keyword(_) | Value::Symbol(_) | Value::Char(_) => value.clone(),
        Value::Tagged(tagged) => Value::Tagged(Arc::new((tagged.0.clone(), Value::Null))),
        _ => return true,
    };
    let text = Edn(&alone).to_string();
    let mut reader = Reader::new(&text);
    let read = reader.value(0).ok();
    read == Some(alone) && reader.peek().is_none()
}

/// A name as a keyword if it can be one, else as a string.
struct Name<'a>(&'a str);

impl Display for EdnEvent<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let event = self.0;
        f.write_str("{:process ")?;
        match event.process() {
            Process::Client(number) => write!(f, "{number}")?,
            Process::Other(name) => Edn(name).fmt(f)?,
        }
        write!(f, ", :type :{}, :f {}", event.kind(), Name(event.f()))?;
        if let Some(value) = event.given_value() {
            write!(f, ", :value {}", Edn(&value))?;
        }
        if let Some(time) = event.time() {
            write!(f, ", :time {time}")?;
        }
        if let Some(index) = event.index() {
            write!(f, ", :index {}", Edn(&index))?;
        }
        for (name, value) in event.extras() {
            write!(f, ", {} {}", Name(name), Edn(&value))?;
        }
        f.write_str("}")
    }
}

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if is_name(self.0) {
            write!(f, ":{}", self.0)
        } else {
            write_string(f, self.0)
        }
    }
}

impl Display for Edn<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("nil"),
            Value::Bool(truth) => write!(f, "{truth}"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Number(text) | Value::Symbol(text) => f.write_str(text),
            Value::String(text) => write_string(f, text),
            Value::Keyword(text) => write!(f, ":{text}"),
            Value::Char(letter) => write_character(f, *letter),
            Value::List(items) => write_all(f, "[", items, "]"),
            Value::Sequence(items) => write_all(f, "(", items, ")"),
            Value::Set(items) => write_all(f, "#{", items, "}"),
            Value::Map(entries) => write_map(f, entries),
            Value::Tagged(tagged) => write!(f, "#{} {}", tagged.0, Edn(&tagged.1)),
        }
    }
}

fn write_all(f: &mut Formatter<'_>, open: &str, items: &[Value], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (place, item) in items.iter().enumerate() {
        let space = if place == 0 { "" } else { " " };
        write!(f, "{space}{}", Edn(item))?;
    }
    f.write_str(close)
}

fn write_map(f: &mut Formatter<'_>, entries: &[(Value, Value)]) -> fmt::Result {
    f.write_str("{")?;
    for (place, (key, value)) in entries.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        write!(f, "{comma}{} {}", Edn(key), Edn(value))?;
    }
    f.write_str("}")
}

fn write_string(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for letter in text.chars() {
        match letter {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            _ if letter.is_control() => write!(f, "\\u{:04x}", u32::from(letter))?,
            _ => f.write_char(letter)?,
        }
    }
    f.write_str("\"")
}

fn write_character(f: &mut Formatter<'_>, letter: char) -> fmt::Result {
    match name_of_character(letter) {
        Some(name) => write!(f, "\\{name}"),
        None if letter.is_control() => write!(f, "\\u{:04x}", u32::from(letter)),
        None => write!(f, "\\{letter}"),
    }
}
