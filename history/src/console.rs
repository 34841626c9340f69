use memchr::memmem;

use crate::edn::Reader;
use crate::fault::Located;
use crate::fields::Fields;
use crate::recording::Chunk;
use crate::{Fault, Value};

#[cfg(test)]
mod tests;

/// The forms of an operation in the order of its line, with a tab between them.
const FORMS: [&str; 4] = ["process", "type", "f", "value"];

/// What the logger that prints operations puts before them; it has changed between versions.
const LOGGERS: [&str; 2] = ["jepsen.util - ", "jepsen.util: "];

const TYPES: [&str; 4] = ["\t:invoke\t", "\t:ok\t", "\t:fail\t", "\t:info\t"];

/// Reads events from what Jepsen prints while it runs; see [`Format::Console`](crate::Format::Console).
pub(crate) fn read(text: &str, chunk: &mut Chunk) -> Result<(), Located> {
    let mut lines = 0;
    let mut operations = 0_u64;
    for line in text.split_inclusive('\n') {
        lines += 1;
        let line = Line::new(line);
        let fields = line.fields();
        if let Some(fields) = fields.map_err(|fault| Located::new(lines, fault))? {
            fields.push(lines, chunk)?;
            operations += 1;
        }
    }
    match operations {
        0 => Err(Located::new(lines, Fault::NoOperation)),
        _ => Ok(()),
    }
}

/// A line of the log.
struct Line<'a> {
    text: &'a str,
    /// Whether the file goes on after it.
    is_whole: bool,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Self {
        let text = line.strip_suffix('\n');
        Self {
            text: text.map_or(line, |text| text.strip_suffix('\r').unwrap_or(text)),
            is_whole: text.is_some(),
        }
    }

    /// Reads the operation of the line; `None` if it is another message.
    fn fields(&self) -> Result<Option<Fields>, Fault> {
        let start = self.message();
        if !self.is_operation(start) {
            return self.refuse_operation_elsewhere(start).map(|()| None);
        }
        let mut reader = Reader::new(self.text);
        reader.advance(start);
        let mut fields = Fields::default();
        for name in FORMS {
            if name != FORMS[0] && !reader.take(b'\t') {
                return Err(self.incomplete(reader.unexpected("a tab and the next column")));
            }
            let value = reader.value(1).map_err(|error| self.incomplete(error))?;
            fields.set(name, value)?;
        }
        if reader.take(b'\t') {
            fields.set("error", Value::from(reader.rest_text()))?;
        } else if reader.peek().is_some() {
            return Err(reader.unexpected("a tab or the end of the line").fault);
        }
        Ok(Some(fields))
    }

    /// Returns where the message begins, after the name of the logger.
    fn message(&self) -> usize {
        let after = |logger: &&str| {
            let place = memmem::find(self.text.as_bytes(), logger.as_bytes())?;
            Some(place + logger.len())
        };
        LOGGERS.iter().filter_map(after).min().unwrap_or(0)
    }

    /// A process and a tab, or spaces in its place and a type; or a process at which the file is cut.
    fn is_operation(&self, start: usize) -> bool {
        let message = &self.text[start..];
        if !message.starts_with(|first: char| first == ':' || first.is_ascii_digit()) {
            return false;
        }
        match message.split_once(char::is_whitespace) {
            None => !self.is_whole,
            Some((process, _)) if message.as_bytes()[process.len()] == b'\t' => true,
            Some((_, rest)) => {
                let next = rest.split_whitespace().next();
                next.is_some_and(|word| TYPES.iter().any(|kind| kind.trim() == word))
            }
        }
    }

    fn refuse_operation_elsewhere(&self, start: usize) -> Result<(), Fault> {
        let holds = |kind: &&str| memmem::find(self.text.as_bytes(), kind.as_bytes()).is_some();
        if !TYPES.iter().any(holds) {
            return Ok(());
        }
        let mut reader = Reader::new(self.text);
        reader.advance(start);
        Err(reader
            .unexpected("a process, at the start of the line or after \"jepsen.util: \"")
            .fault)
    }

    /// Says what is wrong with an operation; that the file was cut, if that is why it ends early.
    fn incomplete(&self, error: Located) -> Fault {
        let end = self.text.len() as u64 + 1;
        let expected = match error.fault {
            Fault::Syntax {
                column, expected, ..
            } if column == end => expected,
            Fault::CutOff { .. } => "the rest of the value",
            fault => return fault,
        };
        if !self.is_whole {
            return Fault::CutOff {
                inside: "an operation",
            };
        }
        Fault::Syntax {
            column: end,
            found: "the end of the line".into(),
            expected,
        }
    }
}
