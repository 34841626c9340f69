use super::cursor::{Cursor, End};
use crate::recording::Slot;
use crate::{Fault, Value};

/// So many decimal digits fit 64 bits whatever they are.
const SAFE_DIGITS: usize = 18;

/// Returns true if the text is a number of JSON.
pub(super) fn is_number(text: &str) -> bool {
    let mut cursor = Cursor::new(text, End::Line);
    cursor.skip_number().is_ok() && cursor.peek().is_none()
}

impl Cursor<'_> {
    /// Reads a number: an integer that fits 64 bits as such, any other by its text.
    pub(super) fn number(&mut self) -> Result<Value, Fault> {
        if let Some(number) = self.small_int() {
            return Ok(Value::Int(number));
        }
        let start = self.at;
        self.skip_number()?;
        let text = &self.text[start..self.at];
        // The text of an integer other than -0 is what its value prints as.
        Ok(match text.parse() {
            Ok(number) if text != "-0" => Value::Int(number),
            _ => Value::Number(text.into()),
        })
    }

    /// Reads a list of two small integers; else returns `None` and stays before it.
    pub(super) fn small_pair(&mut self) -> Option<Slot> {
        let start = self.at;
        let pair = self.try_small_pair();
        if pair.is_none() {
            self.at = start;
        }
        pair
    }

    fn try_small_pair(&mut self) -> Option<Slot> {
        if !self.open(b']') {
            return None;
        }
        let first = self.small_int()?;
        self.skip_space();
        self.skip(b",").then_some(())?;
        self.skip_space();
        let second = self.small_int()?;
        self.skip_space();
        self.skip(b"]").then_some(())?;
        Slot::of_pair(first, second)
    }

    /// Reads an integer of few digits; else returns `None` and stays before it.
    pub(super) fn small_int(&mut self) -> Option<i64> {
        let rest = self.rest();
        let sign = usize::from(rest.first() == Some(&b'-'));
        let mut end = sign;
        let mut number = 0;
        while let Some(digit @ b'0'..=b'9') = rest.get(end) {
            if end == SAFE_DIGITS {
                return None;
            }
            number = number * 10 + i64::from(digit - b'0');
            end += 1;
        }
        let is_integer = end > sign && !matches!(rest.get(end), Some(b'.' | b'e' | b'E'));
        let is_canonical = rest.get(sign) != Some(&b'0') || end == 1;
        if !is_integer || !is_canonical {
            return None;
        }
        self.at += end;
        Some(if sign == 0 { number } else { -number })
    }

    fn skip_number(&mut self) -> Result<(), Fault> {
        self.skip(b"-");
        if !self.skip(b"0") {
            self.skip_digits()?;
        }
        if self.skip(b".") {
            self.skip_digits()?;
        }
        if self.skip(b"eE") {
            self.skip(b"+-");
            self.skip_digits()?;
        }
        Ok(())
    }

    fn skip_digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while self.skip(b"0123456789") {}
        if self.at == start {
            return Err(self.fault("a digit"));
        }
        Ok(())
    }
}
