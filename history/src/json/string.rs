use std::borrow::Cow;

use super::cursor::Cursor;
use crate::Fault;

const PAIR: &str = "both halves of a surrogate pair";

impl<'a> Cursor<'a> {
    /// Reads a string. The cursor stands at its opening quote.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        let plain = &self.text[start..self.at];
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        self.unescaped(plain).map(Cow::Owned)
    }

    /// Reads a string without escapes; else returns `None`, perhaps inside it.
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        self.skip(b"\"").then_some(())?;
        let start = self.at;
        self.skip_plain();
        let plain = &self.text[start..self.at];
        self.skip(b"\"").then_some(plain)
    }

    /// Reads the rest of a string that begins with `plain` and goes on with something else.
    fn unescaped(&mut self, plain: &str) -> Result<String, Fault> {
        let mut text = String::from(plain);
        while self.peek() == Some(b'\\') {
            self.at += 1;
            text.push(self.escaped()?);
            let start = self.at;
            self.skip_plain();
            text.push_str(&self.text[start..self.at]);
        }
        match self.peek() {
            Some(0..b' ') => Err(self.fault("an escape, for control characters need one")),
            _ => self
                .expect(b'"', "\" at the end of a string")
                .map(|()| text),
        }
    }

    /// Steps to the next character of a string that does not stand for itself.
    fn skip_plain(&mut self) {
        let rest = self.rest();
        let is_special = |&byte: &u8| byte == b'"' || byte == b'\\' || byte < b' ';
        self.at += rest.iter().position(is_special).unwrap_or(rest.len());
    }

    /// Reads what follows a backslash.
    fn escaped(&mut self) -> Result<char, Fault> {
        let letter = match self.peek() {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("one of \" \\ / b f n r t u")),
        };
        self.at += 1;
        Ok(letter)
    }

    /// Reads `uXXXX`; two of them where it takes two to make one character.
    fn unicode(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let first = self.code_unit()?;
        let second = match first {
            0xD800..0xDC00 => {
                self.expect(b'\\', PAIR)?;
                Some(self.code_unit()?)
            }
            _ => None,
        };
        let mut decoded = char::decode_utf16([first].into_iter().chain(second));
        if let Some(Ok(letter)) = decoded.next() {
            return Ok(letter);
        }
        self.at = start;
        Err(self.fault(PAIR))
    }

    /// Reads `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u16, Fault> {
        self.expect(b'u', "u")?;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let digit = digit.and_then(|digit| u16::try_from(digit).ok());
            unit = unit << 4 | digit.ok_or_else(|| self.fault("a hexadecimal digit"))?;
            self.at += 1;
        }
        Ok(unit)
    }
}
