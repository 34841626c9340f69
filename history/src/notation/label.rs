use std::fmt::{self, Display, Formatter};

use crate::json::Cursor;
use crate::{Fault, Value};

/// Steps over spaces.
pub(super) fn skip_spaces(cursor: &mut Cursor<'_>) {
    while cursor.peek() == Some(b' ') {
        cursor.at += 1;
    }
}

/// Steps over `sign`, if it stands here.
pub(super) fn take(cursor: &mut Cursor<'_>, sign: &str) -> bool {
    let is_there = cursor.rest().starts_with(sign.as_bytes());
    cursor.at += if is_there { sign.len() } else { 0 };
    is_there
}

/// Reads who acts: an integer, a word or a JSON string.
pub(super) fn process(cursor: &mut Cursor<'_>) -> Result<Value, Fault> {
    match cursor.peek() {
        Some(b'-' | b'0'..=b'9') => cursor.value(),
        _ => name(cursor, "a process"),
    }
}

/// Reads a word or a JSON string.
pub(super) fn name(cursor: &mut Cursor<'_>, expected: &'static str) -> Result<Value, Fault> {
    if cursor.peek() == Some(b'"') {
        return cursor.value();
    }
    let rest = &cursor.text[cursor.at..];
    let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
    if length == 0 {
        return Err(cursor.fault(expected));
    }
    cursor.at += length;
    Ok(Value::from(&rest[..length]))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || "-_.:/+*!<>=&%$#@".contains(letter)
}

/// Reads the value after a space; null if the line ends here, or one of `ends` follows.
pub(super) fn value(cursor: &mut Cursor<'_>, ends: &[&str]) -> Result<Value, Fault> {
    skip_spaces(cursor);
    let rest = cursor.rest();
    if rest.is_empty() || ends.iter().any(|end| rest.starts_with(end.as_bytes())) {
        return Ok(Value::Null);
    }
    cursor.value()
}

/// A name as a word if it can be one, else as a JSON string.
pub(super) struct Name<'a>(pub(super) &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_number = self
            .0
            .starts_with(|first: char| first == '-' || first.is_ascii_digit());
        if !self.0.is_empty() && !is_number && self.0.chars().all(is_word) {
            return f.write_str(self.0);
        }
        write!(f, "{}", Value::from(self.0))
    }
}

/// A name, and a value unless it is null.
pub(super) struct Call<'a>(pub(super) &'a str, pub(super) &'a Value);

impl Display for Call<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1 {
            Value::Null => write!(f, "{}", Name(self.0)),
            value => write!(f, "{} {}", Name(self.0), value.plain()),
        }
    }
}
