use std::sync::Arc;

use super::class::{Class, is_name};
use super::{atom, quoted};
use crate::codec::shortened;
use crate::fault::Located;
use crate::fields::first_duplicate;
use crate::{DEPTH_MAX, Fault, SharedSlice, Value};

/// Reads the forms of an EDN text, one after the other.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The line of the byte `counted`, both only moving forward.
    line: u64,
    counted: usize,
}

/// A form that holds others.
#[derive(Clone, Copy)]
pub(super) enum Collection {
    Vector,
    List,
    Set,
    Map,
}

impl Collection {
    pub(super) fn close(self) -> u8 {
        match self {
            Collection::Vector => b']',
            Collection::List => b')',
            Collection::Set | Collection::Map => b'}',
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Collection::Vector => "a vector",
            Collection::List => "a list",
            Collection::Set => "a set",
            Collection::Map => "a map",
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Collection::Vector => "a value or ']'",
            Collection::List => "a value or ')'",
            Collection::Set | Collection::Map => "a value or '}'",
        }
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            counted: 0,
        }
    }

    /// Returns where the next form begins, in bytes from 0.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Returns the line of a place, from 1; places must not go back.
    pub(super) fn line(&mut self, at: usize) -> u64 {
        self.line += newlines(&self.text[self.counted..at]);
        self.counted = at;
        self.line
    }

    /// Returns the next byte without taking it.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Takes the next byte if it is this one.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Skips white space, comments and discarded forms.
    pub(super) fn skip(&mut self, depth: usize) -> Result<(), Located> {
        loop {
            match self.rest() {
                [b';', rest @ ..] => {
                    self.at += 1 + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                [b'#', b'_', ..] => {
                    self.at += 2;
                    self.next_value(depth, "a discarded form")?;
                }
                [byte, ..] if Class::of(*byte) == Class::Space => self.at += 1,
                _ => return Ok(()),
            }
        }
    }

    /// Reads the value that begins here, `depth` collections deep.
    pub(crate) fn value(&mut self, depth: usize) -> Result<Value, Located> {
        match self.rest() {
            rest if depth > DEPTH_MAX && is_opening(rest) => Err(self.too_deep()),
            [b'[', ..] => Ok(Value::List(self.items(Collection::Vector, depth)?)),
            [b'(', ..] => Ok(Value::Sequence(self.items(Collection::List, depth)?)),
            [b'{', ..] => self.map(depth),
            [b'"', ..] => Ok(Value::String(quoted::string(self)?.into())),
            [b'\\', ..] => quoted::character(self).map(Value::Char),
            [b'#', b'{', ..] => self.set(depth),
            [b'#', next, ..] if *next != b'#' => {
                let tag = self.tag()?;
                let tagged = self.next_value(depth, "a tagged value")?;
                Ok(Value::Tagged(Arc::new((tag.into(), tagged))))
            }
            [b':', ..] => Ok(Value::Keyword(atom::keyword(self)?.into())),
            [byte, ..] if Class::of(*byte) == Class::Constituent => atom::atom(self),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Reads the tag that begins here with `#`.
    pub(super) fn tag(&mut self) -> Result<&'a str, Located> {
        let start = self.at;
        let tag = &self.token()[1..];
        if tag.starts_with(char::is_alphabetic) && is_name(tag) {
            return Ok(tag);
        }
        Err(self.unexpected_token(start, "a value or a tag"))
    }

    /// Takes all bytes until one that ends a number, symbol or keyword.
    pub(super) fn token(&mut self) -> &'a str {
        let length = self
            .rest()
            .iter()
            .position(|byte| matches!(Class::of(*byte), Class::Space | Class::Delimiter));
        let start = self.at;
        self.at = length.map_or(self.text.len(), |length| start + length);
        &self.text[start..self.at]
    }

    /// Returns the text from here on.
    pub(crate) fn rest_text(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Moves on by a number of bytes.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn next_value(&mut self, depth: usize, inside: &'static str) -> Result<Value, Located> {
        if depth > DEPTH_MAX {
            return Err(self.too_deep());
        }
        self.skip(depth + 1)?;
        if self.peek().is_none() {
            return Err(self.cut(inside));
        }
        self.value(depth + 1)
    }

    fn items<C: FromIterator<Value>>(
        &mut self,
        collection: Collection,
        depth: usize,
    ) -> Result<C, Located> {
        self.at += 1;
        let mut items = Vec::new();
        while self.has_more(collection, depth)? {
            items.push(self.value(depth + 1)?);
        }
        Ok(items.into_iter().collect())
    }

    /// Goes to the next form of a collection; if there is none, past its end.
    pub(super) fn has_more(
        &mut self,
        collection: Collection,
        depth: usize,
    ) -> Result<bool, Located> {
        self.skip(depth)?;
        match self.peek() {
            None => Err(self.cut(collection.name())),
            Some(b']' | b')' | b'}') if !self.take(collection.close()) => {
                Err(self.unexpected(collection.expected()))
            }
            Some(b']' | b')' | b'}') => Ok(false),
            Some(_) => Ok(true),
        }
    }

    fn set(&mut self, depth: usize) -> Result<Value, Located> {
        let start = self.at;
        self.at += 1;
        let items: SharedSlice<Value> = self.items(Collection::Set, depth)?;
        self.refuse_duplicate(start, items.iter())?;
        Ok(Value::Set(items))
    }

    fn map(&mut self, depth: usize) -> Result<Value, Located> {
        let start = self.at;
        self.at += 1;
        let mut entries = Vec::new();
        while self.has_more(Collection::Map, depth)? {
            let key = self.value(depth + 1)?;
            let value = self.value_of_key(depth)?;
            entries.push((key, value));
        }
        self.refuse_duplicate(start, entries.iter().map(|(key, _)| key))?;
        Ok(Value::Map(entries.into()))
    }

    /// Reads the value that follows a key.
    pub(super) fn value_of_key(&mut self, depth: usize) -> Result<Value, Located> {
        self.skip(depth)?;
        match self.peek() {
            None => Err(self.cut(Collection::Map.name())),
            Some(b'}') => Err(self.unexpected("the value of the key before it")),
            Some(_) => self.value(depth + 1),
        }
    }

    fn refuse_duplicate<'v>(
        &self,
        start: usize,
        keys: impl Iterator<Item = &'v Value>,
    ) -> Result<(), Located> {
        match first_duplicate(keys) {
            None => Ok(()),
            Some(key) => {
                let key = shortened(key);
                Err(self.fault(start, Fault::DuplicateKey { key }))
            }
        }
    }

    /// Says that what stands here is not what is expected.
    pub(crate) fn unexpected(&self, expected: &'static str) -> Located {
        let letter = self.rest_text().chars().next();
        let found = letter.map_or("the end of the file".to_owned(), |letter| {
            found(letter.encode_utf8(&mut [0; 4]))
        });
        self.syntax(self.at, found, expected)
    }

    /// Says that a token that began at `start` and ends here is not what is expected.
    pub(super) fn unexpected_token(&self, start: usize, expected: &'static str) -> Located {
        self.syntax(start, found(&self.text[start..self.at]), expected)
    }

    fn too_deep(&self) -> Located {
        self.fault(self.at, Fault::TooDeep { limit: DEPTH_MAX })
    }

    /// Says that the file ends too early.
    pub(super) fn cut(&self, inside: &'static str) -> Located {
        self.fault(self.text.len(), Fault::CutOff { inside })
    }

    /// Says what is wrong at a place.
    pub(super) fn fault(&self, at: usize, fault: Fault) -> Located {
        Located {
            line: 1 + newlines(&self.text[..at]),
            fault,
        }
    }

    fn syntax(&self, at: usize, found: String, expected: &'static str) -> Located {
        let start_of_line = memchr::memrchr(b'\n', &self.text.as_bytes()[..at]);
        let column = at - start_of_line.map_or(0, |newline| newline + 1);
        let fault = Fault::Syntax {
            column: column as u64 + 1,
            found,
            expected,
        };
        self.fault(at, fault)
    }
}

/// Returns true if a collection or a tagged value begins here.
fn is_opening(text: &[u8]) -> bool {
    match text {
        [b'#', next, ..] => *next != b'#',
        _ => matches!(text, [b'[' | b'(' | b'{', ..]),
    }
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Quotes what was found, and no more of it than a reader of the message needs.
fn found(text: &str) -> String {
    const SHOWN_MAX: usize = 32;
    let mut shown = String::from("'");
    for (place, letter) in text.chars().enumerate() {
        match letter {
            _ if place == SHOWN_MAX => {
                shown.push('…');
                break;
            }
            _ if letter.is_control() => shown.extend(letter.escape_default()),
            _ => shown.push(letter),
        }
    }
    shown + "'"
}
