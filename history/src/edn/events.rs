use std::borrow::Cow;

use super::atom;
use super::reader::{Collection, Reader};
use crate::fault::Located;
use crate::fields::Fields;
use crate::recording::Chunk;
use crate::{Fault, Value};

/// Reads the events of an EDN text: a vector or list of maps, or bare maps.
pub(crate) fn read(text: &str, chunk: &mut Chunk) -> Result<(), Located> {
    let mut events = Events {
        reader: Reader::new(text),
        chunk,
    };
    events.all()
}

struct Events<'a, 'b> {
    reader: Reader<'a>,
    chunk: &'b mut Chunk,
}

const EVENT: &str = "an event, which is a map";

impl<'a> Events<'a, '_> {
    fn all(&mut self) -> Result<(), Located> {
        self.skip()?;
        match self.reader.peek() {
            None => Err(Located::new(1, Fault::Empty)),
            Some(b'[') => self.enclosed(Collection::Vector),
            Some(b'(') => self.enclosed(Collection::List),
            Some(_) => self.bare(),
        }
    }

    fn enclosed(&mut self, collection: Collection) -> Result<(), Located> {
        self.reader.advance(1);
        while self.has_more(collection)? {
            self.event()?;
        }
        self.skip()?;
        match self.reader.peek() {
            None => Ok(()),
            Some(_) => Err(self.reader.unexpected("the end of the file")),
        }
    }

    fn bare(&mut self) -> Result<(), Located> {
        while self.reader.peek().is_some() {
            self.event()?;
            self.skip()?;
        }
        Ok(())
    }

    fn event(&mut self) -> Result<(), Located> {
        let line = self.reader.line(self.reader.at());
        let fields = self.fields()?;
        fields.push(line, self.chunk)
    }

    fn fields(&mut self) -> Result<Fields, Located> {
        self.open()?;
        let mut fields = Fields::default();
        while self.has_more(Collection::Map)? {
            let at = self.reader.at();
            let (name, value) = self.field()?;
            let set = fields.set(&name, value);
            set.map_err(|fault| self.reader.fault(at, fault))?;
        }
        Ok(fields)
    }

    /// Goes past the `{` of an event, and past the name of the record that Jepsen prints before it.
    fn open(&mut self) -> Result<(), Located> {
        let start = self.reader.at();
        if self.reader.peek() == Some(b'#') {
            let tag = self.reader.tag()?;
            if !tag.ends_with(".Op") {
                return Err(self.reader.unexpected_token(start, EVENT));
            }
            self.skip()?;
        }
        if self.reader.take(b'{') {
            return Ok(());
        }
        Err(self.reader.unexpected(EVENT))
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

    fn has_more(&mut self, collection: Collection) -> Result<bool, Located> {
        self.reader.has_more(collection, 0)
    }

    fn skip(&mut self) -> Result<(), Located> {
        self.reader.skip(0)
    }
}
