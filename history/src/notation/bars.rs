use hashbrown::HashSet;

use super::label::{name, process, skip_spaces, take, value};
use super::{error, lines_of};
use crate::fault::Located;
use crate::fields::Fields;
use crate::json::Cursor;
use crate::recording::Chunk;
use crate::{Expected, Fault, Kind, Value};

pub(super) const OPEN: &str = "├";
pub(super) const LINE: &str = "─";
pub(super) const RETURNS: &str = "→";
pub(super) const UNKNOWN: &str = "?";

/// What ends a bar.
pub(super) const ENDS: [(Kind, &str); 3] =
    [(Kind::Ok, "┤"), (Kind::Fail, "╳"), (Kind::Info, UNKNOWN)];

/// Returns true if the first line of `text` that is not blank is a row of bars.
pub(super) fn is_row(text: &str) -> bool {
    let line = text.lines().find(|line| !line.trim().is_empty());
    let word = line.and_then(|line| line.split_whitespace().nth(1));
    word.is_some_and(|word| word.starts_with(OPEN))
}

/// Reads a row of bars for each process.
pub(super) fn read(text: &str, chunk: &mut Chunk) -> Result<(), Located> {
    let mut events = Vec::new();
    let mut processes = HashSet::new();
    for (line, cursor) in lines_of(text) {
        let mut row = Row {
            line,
            cursor,
            columns: 0,
            counted: 0,
            events: &mut events,
        };
        let read = row.read(&mut processes);
        read.map_err(|fault| error(line, &row.cursor, fault))?;
    }
    // A stable sort: within a column and kind, the upper row stays first.
    events.sort_by_key(|event| (event.column, event.kind != Kind::Invoke));
    for event in events {
        let fields = event
            .fields()
            .map_err(|fault| Located::new(event.line, fault))?;
        fields.push(event.line, chunk)?;
    }
    Ok(())
}

/// An event and where it is drawn.
struct Drawn {
    line: u64,
    column: u64,
    process: Value,
    kind: Kind,
    f: Value,
    value: Value,
}

impl Drawn {
    fn fields(&self) -> Result<Fields, Fault> {
        let mut fields = Fields::default();
        fields.set("process", self.process.clone())?;
        fields.set("type", Value::from(self.kind.name()))?;
        fields.set("f", self.f.clone())?;
        fields.set("value", self.value.clone())?;
        Ok(fields)
    }
}

struct Row<'a, 'e> {
    line: u64,
    cursor: Cursor<'a>,
    /// So many characters stand before the byte `counted`.
    columns: u64,
    counted: usize,
    events: &'e mut Vec<Drawn>,
}

impl Row<'_, '_> {
    fn read(&mut self, processes: &mut HashSet<Value>) -> Result<(), Fault> {
        skip_spaces(&mut self.cursor);
        let process = process(&mut self.cursor)?;
        if process.as_int().is_none_or(|number| number < 0) {
            return Err(Expected::new("process", &process, "the number of a client").into());
        }
        if !processes.insert(process.clone()) {
            return Err(Expected::new("process", &process, "one that has no row yet").into());
        }
        skip_spaces(&mut self.cursor);
        while self.cursor.peek().is_some() {
            self.bar(&process)?;
            skip_spaces(&mut self.cursor);
        }
        Ok(())
    }

    fn bar(&mut self, process: &Value) -> Result<(), Fault> {
        let start = self.column();
        self.expect(OPEN, "├")?;
        self.lines("─ after ├")?;
        skip_spaces(&mut self.cursor);
        let f = name(&mut self.cursor, "the name of an operation")?;
        let argument = value(&mut self.cursor, &[LINE, RETURNS])?;
        skip_spaces(&mut self.cursor);
        self.push(start, process, Kind::Invoke, &f, argument.clone());
        let mut result = argument;
        if take(&mut self.cursor, RETURNS) {
            skip_spaces(&mut self.cursor);
            if take(&mut self.cursor, UNKNOWN) {
                return self.cursor.finish("the end of the line");
            }
            result = self.cursor.value()?;
            skip_spaces(&mut self.cursor);
        }
        self.lines("→ or ─")?;
        let end = self.column();
        let kind = self.end()?;
        self.push(end, process, kind, &f, result);
        Ok(())
    }

    fn push(&mut self, column: u64, process: &Value, kind: Kind, f: &Value, value: Value) {
        self.events.push(Drawn {
            line: self.line,
            column,
            process: process.clone(),
            kind,
            f: f.clone(),
            value,
        });
    }

    fn end(&mut self) -> Result<Kind, Fault> {
        let end = ENDS
            .into_iter()
            .find(|(_, sign)| take(&mut self.cursor, sign));
        end.map_or_else(
            || Err(self.cursor.fault("─, ┤, ╳ or ?")),
            |(kind, _)| Ok(kind),
        )
    }

    /// Steps over one `─` or more.
    fn lines(&mut self, expected: &'static str) -> Result<(), Fault> {
        self.expect(LINE, expected)?;
        while take(&mut self.cursor, LINE) {}
        Ok(())
    }

    fn expect(&mut self, sign: &str, expected: &'static str) -> Result<(), Fault> {
        if take(&mut self.cursor, sign) {
            return Ok(());
        }
        Err(self.cursor.fault(expected))
    }

    /// Returns how many characters stand before this place.
    fn column(&mut self) -> u64 {
        let passed = &self.cursor.text[self.counted..self.cursor.at];
        self.columns += passed.chars().count() as u64;
        self.counted = self.cursor.at;
        self.columns
    }
}
