use std::borrow::Cow;

use crate::Fault;

/// A place in a JSON text. After a fault it stands where the fault is.
pub(crate) struct Cursor<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
    end: End,
}

/// What it means that the text ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// A line ends, and others follow.
    Line,
    /// The file ends, where it is too early inside this.
    File(&'static str),
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, end: End) -> Self {
        Self { text, at: 0, end }
    }

    /// Returns how many lines it has gone down since it stood at `start`.
    pub(super) fn lines_since(&self, start: usize) -> u64 {
        memchr::memchr_iter(b'\n', &self.text.as_bytes()[start..self.at]).count() as u64
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    pub(crate) fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Steps over `byte`; `expected` names it in the fault.
    pub(super) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(self.fault(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Steps over one of these bytes, if one stands here.
    pub(super) fn skip(&mut self, any_of: &[u8]) -> bool {
        let is_there = self.peek().is_some_and(|byte| any_of.contains(&byte));
        self.at += usize::from(is_there);
        is_there
    }

    /// Steps to the end of the text; `expected` names it in the fault.
    pub(crate) fn finish(&mut self, expected: &'static str) -> Result<(), Fault> {
        self.skip_space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.fault(expected)),
        }
    }

    /// Steps over an opening bracket and returns true if something stands between it and `close`.
    pub(super) fn open(&mut self, close: u8) -> bool {
        self.at += 1;
        self.skip_space();
        let is_empty = self.peek() == Some(close);
        self.at += usize::from(is_empty);
        !is_empty
    }

    /// Steps over a comma, or over `close`; returns true for the comma.
    pub(super) fn more(&mut self, close: u8, expected: &'static str) -> Result<bool, Fault> {
        self.skip_space();
        let next = self.peek();
        if next != Some(b',') && next != Some(close) {
            return Err(self.fault(expected));
        }
        self.at += 1;
        self.skip_space();
        Ok(next == Some(b','))
    }

    /// Reads the name of a field and steps to its value.
    pub(super) fn name(&mut self) -> Result<Cow<'a, str>, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("a key in double quotes"));
        }
        let name = self.string()?;
        self.skip_space();
        self.expect(b':', ":")?;
        self.skip_space();
        Ok(name)
    }

    /// Says that something else is expected here.
    #[cold]
    pub(crate) fn fault(&self, expected: &'static str) -> Fault {
        let found = match self.text[self.at..].chars().next() {
            Some(letter) if letter.is_control() => format!("'{}'", letter.escape_default()),
            Some(letter) => format!("'{letter}'"),
            None => match self.end {
                End::Line => "the end of the line".into(),
                End::File(inside) => return Fault::CutOff { inside },
            },
        };
        let line_start = memchr::memrchr(b'\n', &self.text.as_bytes()[..self.at]);
        Fault::Syntax {
            column: (self.at - line_start.map_or(0, |newline| newline + 1)) as u64 + 1,
            found,
            expected,
        }
    }
}
