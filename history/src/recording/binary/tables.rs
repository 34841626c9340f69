//! How names, processes and values stand in their tables.

use std::str;
use std::sync::Arc;

use super::header::{AtByte, unlike};
use crate::codec::shortened;
use crate::fields::first_duplicate;
use crate::{DEPTH_MAX, Fault, Process, SharedSlice, Value, edn};

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INT: u8 = 3;
const NUMBER: u8 = 4;
const STRING: u8 = 5;
const KEYWORD: u8 = 6;
const SYMBOL: u8 = 7;
const CHAR: u8 = 8;
const LIST: u8 = 9;
const SEQUENCE: u8 = 10;
const SET: u8 = 11;
const MAP: u8 = 12;
const TAGGED: u8 = 13;
/// Not a value: a process that is a client.
const CLIENT: u8 = 14;

const KINDS: &str = "a kind of value, from 0 to 13";

/// Writes names one after the other.
pub(super) fn write_names(names: &[Box<str>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for name in names {
        write_text(name, &mut bytes);
    }
    bytes
}

/// Writes processes one after the other.
pub(super) fn write_processes(processes: &[Process]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for process in processes {
        match process {
            Process::Client(number) => {
                bytes.push(CLIENT);
                bytes.extend(number.to_le_bytes());
            }
            Process::Other(name) => write_value(name, &mut bytes),
        }
    }
    bytes
}

/// Writes values one after the other.
pub(super) fn write_values(values: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        write_value(value, &mut bytes);
    }
    bytes
}

fn write_value(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.push(NULL),
        Value::Bool(false) => bytes.push(FALSE),
        Value::Bool(true) => bytes.push(TRUE),
        Value::Int(number) => {
            bytes.push(INT);
            bytes.extend(number.to_le_bytes());
        }
        Value::Number(text) => write_tagged_text(NUMBER, text, bytes),
        Value::String(text) => write_tagged_text(STRING, text, bytes),
        Value::Keyword(text) => write_tagged_text(KEYWORD, text, bytes),
        Value::Symbol(text) => write_tagged_text(SYMBOL, text, bytes),
        Value::Char(letter) => {
            bytes.push(CHAR);
            bytes.extend(u32::from(*letter).to_le_bytes());
        }
        Value::List(items) => write_items(LIST, items, bytes),
        Value::Sequence(items) => write_items(SEQUENCE, items, bytes),
        Value::Set(items) => write_items(SET, items, bytes),
        Value::Map(entries) => {
            bytes.push(MAP);
            write_length(entries.len(), bytes);
            for (key, value) in entries.iter() {
                write_value(key, bytes);
                write_value(value, bytes);
            }
        }
        Value::Tagged(tagged) => {
            write_tagged_text(TAGGED, &tagged.0, bytes);
            write_value(&tagged.1, bytes);
        }
    }
}

fn write_items(kind: u8, items: &[Value], bytes: &mut Vec<u8>) {
    bytes.push(kind);
    write_length(items.len(), bytes);
    for item in items {
        write_value(item, bytes);
    }
}

fn write_tagged_text(kind: u8, text: &str, bytes: &mut Vec<u8>) {
    bytes.push(kind);
    write_text(text, bytes);
}

fn write_text(text: &str, bytes: &mut Vec<u8>) {
    write_length(text.len(), bytes);
    bytes.extend(text.as_bytes());
}

/// Seven bits a byte, the lowest first; all bytes but the last have the eighth.
fn write_length(length: usize, bytes: &mut Vec<u8>) {
    let mut rest = length;
    while rest >= 0x80 {
        bytes.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    bytes.push(rest.to_le_bytes()[0]);
}

/// A place in a table that is read.
pub(super) struct Table<'a> {
    name: &'static str,
    /// Where the table begins in the file.
    offset: u64,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    pub(super) fn new(name: &'static str, offset: u64, bytes: &'a [u8]) -> Self {
        Self {
            name,
            offset,
            bytes,
            at: 0,
        }
    }

    /// Reads the names of the table, no two of which are equal.
    pub(super) fn names(mut self) -> Result<Vec<Box<str>>, AtByte> {
        let mut names = Vec::new();
        while self.has_more() {
            names.push(Box::from(self.text()?));
        }
        self.distinct(names)
    }

    /// Reads the processes of the table, no two of which are equal.
    pub(super) fn processes(mut self) -> Result<Vec<Process>, AtByte> {
        let mut processes = Vec::new();
        while self.has_more() {
            let start = self.at;
            processes.push(if self.bytes[start] == CLIENT {
                self.at += 1;
                Process::Client(u64::from_le_bytes(self.array()?))
            } else {
                match self.value(0)? {
                    name @ (Value::String(_) | Value::Keyword(_) | Value::Symbol(_)) => {
                        Process::Other(name)
                    }
                    other => {
                        self.at = start;
                        return Err(self.unlike(
                            "a process",
                            &shortened(&other),
                            &"a client or a name",
                        ));
                    }
                }
            });
        }
        self.distinct(processes)
    }

    /// Reads the values of the table.
    pub(super) fn values(mut self) -> Result<Vec<Value>, AtByte> {
        let mut values = Vec::new();
        while self.has_more() {
            values.push(self.value(0)?);
        }
        Ok(values)
    }

    fn distinct<T: Ord>(&self, entries: Vec<T>) -> Result<Vec<T>, AtByte> {
        match first_duplicate(entries.iter()) {
            None => Ok(entries),
            Some(_) => Err(unlike(
                self.offset,
                self.name,
                &"one that holds an entry twice",
                &"one that holds each once",
            )),
        }
    }

    fn has_more(&self) -> bool {
        self.at < self.bytes.len()
    }

    /// Reads a value that stands within `depth` others.
    fn value(&mut self, depth: usize) -> Result<Value, AtByte> {
        let start = self.at;
        let [kind] = self.array()?;
        if kind >= LIST && depth == DEPTH_MAX {
            return Err((
                self.offset + start as u64,
                Fault::TooDeep { limit: DEPTH_MAX },
            ));
        }
        let value = match kind {
            NULL => Value::Null,
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            INT => Value::Int(i64::from_le_bytes(self.array()?)),
            NUMBER => Value::Number(self.text()?.into()),
            STRING => Value::String(self.text()?.into()),
            KEYWORD => Value::Keyword(self.text()?.into()),
            SYMBOL => Value::Symbol(self.text()?.into()),
            CHAR => {
                let code = u32::from_le_bytes(self.array()?);
                let letter = char::from_u32(code);
                Value::Char(
                    letter.ok_or_else(|| self.unlike("a character", &code, &"one of Unicode"))?,
                )
            }
            LIST => Value::List(self.items(depth)?),
            SEQUENCE => Value::Sequence(self.items(depth)?),
            SET => self.set(depth)?,
            MAP => self.map(depth)?,
            TAGGED => {
                let name = Box::from(self.text()?);
                Value::Tagged(Arc::new((name, self.value(depth + 1)?)))
            }
            _ => {
                self.at = start;
                return Err(self.unlike("a kind of value", &kind, &KINDS));
            }
        };
        if !edn::has_form(&value) {
            self.at = start;
            return Err(self.unlike("a value", &shortened(&value), &"one that can be written"));
        }
        Ok(value)
    }

    fn items(&mut self, depth: usize) -> Result<SharedSlice<Value>, AtByte> {
        let length = self.length()?;
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(self.value(depth + 1)?);
        }
        Ok(items.into())
    }

    fn set(&mut self, depth: usize) -> Result<Value, AtByte> {
        let start = self.offset + self.at as u64;
        let items = self.items(depth)?;
        match first_duplicate(items.iter()) {
            None => Ok(Value::Set(items)),
            Some(item) => {
                let key = shortened(item);
                Err((start, Fault::DuplicateKey { key }))
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, AtByte> {
        let start = self.at;
        let length = self.length()?;
        let mut entries = Vec::new();
        for _ in 0..length {
            entries.push((self.value(depth + 1)?, self.value(depth + 1)?));
        }
        match first_duplicate(entries.iter().map(|(key, _)| key)) {
            None => Ok(Value::Map(entries.into())),
            Some(key) => {
                let key = shortened(key);
                Err((self.offset + start as u64, Fault::DuplicateKey { key }))
            }
        }
    }

    fn text(&mut self) -> Result<&'a str, AtByte> {
        let length = self.length()?;
        let bytes = &self.bytes[self.at..self.at + length];
        let text = str::from_utf8(bytes);
        let text = text.map_err(|_| self.unlike("a text", &"no UTF-8", &"UTF-8"))?;
        self.at += length;
        Ok(text)
    }

    /// Reads how many bytes or values follow; each takes a byte at least, so there are that many.
    fn length(&mut self) -> Result<usize, AtByte> {
        let start = self.at;
        let mut length = 0_usize;
        for shift in (0..usize::BITS).step_by(7) {
            let [byte] = self.array()?;
            length |= usize::from(byte & 0x7F) << shift;
            if length > self.bytes.len() - self.at {
                break;
            }
            if byte & 0x80 == 0 {
                return Ok(length);
            }
        }
        self.at = start;
        let left = self.bytes.len() - start;
        Err(self.unlike(
            "a length",
            &"more",
            &format!("at most the {left} bytes that are left"),
        ))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], AtByte> {
        let Some(bytes) = self.bytes[self.at..].first_chunk() else {
            let left = self.bytes.len() - self.at;
            return Err(self.unlike("the rest", &format!("{left} bytes"), &N));
        };
        self.at += N;
        Ok(*bytes)
    }

    fn unlike(&self, what: &str, found: &impl ToString, expected: &impl ToString) -> AtByte {
        let what = format!("{} in {}", what, self.name);
        unlike(self.offset + self.at as u64, what, found, expected)
    }
}
