use super::cursor::Cursor;
use crate::codec::shortened;
use crate::fields::first_duplicate;
use crate::{DEPTH_MAX, Fault, Value};

impl Cursor<'_> {
    /// Reads any value.
    pub(crate) fn value(&mut self) -> Result<Value, Fault> {
        self.value_within(0)
    }

    /// Reads a value that stands within `depth` lists and objects.
    fn value_within(&mut self, depth: usize) -> Result<Value, Fault> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'"') => Ok(Value::String(self.string()?.into())),
            Some(b'n') => self.literal("null", Value::Null),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'[' | b'{') if depth == DEPTH_MAX => Err(Fault::TooDeep { limit: DEPTH_MAX }),
            Some(b'[') => self.list(depth),
            Some(b'{') => self.object(depth),
            _ => Err(self.fault("a value")),
        }
    }

    fn literal(&mut self, word: &'static str, value: Value) -> Result<Value, Fault> {
        for letter in word.bytes() {
            self.expect(letter, word)?;
        }
        Ok(value)
    }

    fn list(&mut self, depth: usize) -> Result<Value, Fault> {
        let mut items = Vec::new();
        let mut more = self.open(b']');
        while more {
            items.push(self.value_within(depth + 1)?);
            more = self.more(b']', ", or ]")?;
        }
        Ok(Value::List(items.into()))
    }

    fn object(&mut self, depth: usize) -> Result<Value, Fault> {
        let mut entries = Vec::new();
        let mut more = self.open(b'}');
        while more {
            let name = Value::String(self.name()?.into());
            entries.push((name, self.value_within(depth + 1)?));
            more = self.more(b'}', ", or }")?;
        }
        match first_duplicate(entries.iter().map(|(name, _)| name)) {
            Some(name) => Err(Fault::DuplicateKey {
                key: shortened(name),
            }),
            None => Ok(Value::Map(entries.into())),
        }
    }
}
