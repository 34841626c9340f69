use std::borrow::Cow;

use super::atom;
use super::reader::{Collection, Located, Reader};
use crate::fields::Fields;
use crate::recording::RecordingBuilder;
use crate::{Fault, ReadError, Value};

/// Reads the events of an EDN text: a vector or list of maps, or bare maps.
pub(crate) fn read(text: &str, builder: &mut RecordingBuilder) -> Result<(), ReadError> {
    let mut events = Events {
        reader: Reader::new(text),
        builder,
    };
    events.all()
}

struct Events<'a, 'b> {
    reader: Reader<'a>,
    builder: &'b mut RecordingBuilder,
}

const EVENT: &str = "an event, which is a map";

impl<'a> Events<'a, '_> {
    fn all(&mut self) -> Result<(), ReadError> {
        self.skip()?;
        match self.reader.peek() {
            None => Err(self.builder.error(1, Fault::Empty)),
            Some(b'[') => self.enclosed(Collection::Vector),
            Some(b'(') => self.enclosed(Collection::List),
            Some(_) => self.bare(),
        }
    }

    fn enclosed(&mut self, collection: Collection) -> Result<(), ReadError> {
        self.reader.advance(1);
        while self.has_more(collection)? {
            self.event()?;
        }
        self.skip()?;
        match self.reader.peek() {
            None => Ok(()),
            Some(_) => Err(self.located(self.reader.unexpected("the end of the file"))),
        }
    }

    fn bare(&mut self) -> Result<(), ReadError> {
        while self.reader.peek().is_some() {
            self.event()?;
            self.skip()?;
        }
        Ok(())
    }

    fn event(&mut self) -> Result<(), ReadError> {
        let line = self.reader.line(self.reader.at());
        let fields = self.fields()?;
        fields.push(line, self.builder)
    }

    fn fields(&mut self) -> Result<Fields, ReadError> {
        self.open()?;
        let mut fields = Fields::default();
        while self.has_more(Collection::Map)? {
            let at = self.reader.at();
            let (name, value) = self.field().map_err(|error| self.located(error))?;
            let set = fields.set(&name, value);
            set.map_err(|fault| self.located(self.reader.fault(at, fault)))?;
        }
        Ok(fields)
    }

    /// Goes past the `{` of an event, and past the name of the record that Jepsen prints before it.
    fn open(&mut self) -> Result<(), ReadError> {
        let start = self.reader.at();
        if self.reader.peek() == Some(b'#') {
            let tag = self.reader.tag().map_err(|error| self.located(error))?;
            if !tag.ends_with(".Op") {
                return Err(self.located(self.reader.unexpected_token(start, EVENT)));
            }
            self.skip()?;
        }
        if self.reader.take(b'{') {
            return Ok(());
        }
        Err(self.located(self.reader.unexpected(EVENT)))
    }

    fn field(&mut self) -> Result<(Cow<'a, str>, Value), Located> {
        let name = self.name()?;
        Ok((name, self.reader.value_of_key(0)?))
    }

    /// Reads the name of a field: a keyword, symbol or string.
    fn name(&mut self) -> Result<Cow<'a, str>, Located> {
        const EXPECTED: &str = "the name of a field, which is a keyword";
        let start = self.reader.at();
        if self.reader.peek() == Some(b':') {
            return Ok(Cow::Borrowed(atom::keyword(&mut self.reader)?));
        }
        match self.reader.value(1)?.as_text() {
            Some(text) => Ok(Cow::Owned(text.to_owned())),
            None => Err(self.reader.unexpected_token(start, EXPECTED)),
        }
    }

    fn has_more(&mut self, collection: Collection) -> Result<bool, ReadError> {
        let more = self.reader.has_more(collection, 0);
        more.map_err(|error| self.located(error))
    }

    fn skip(&mut self) -> Result<(), ReadError> {
        self.reader.skip(0).map_err(|error| self.located(error))
    }

    fn located(&self, error: Located) -> ReadError {
        self.builder.error(error.line, error.fault)
    }
}
