use crate::fault::Located;
use crate::json::{Cursor, End};
use crate::recording::RecordingBuilder;
use crate::{AfterInfo, Fault, ReadError, Recording};

mod bars;
mod drawing;
mod label;
mod lines;

#[cfg(test)]
mod tests;

impl Recording {
    /// Reads the notation of tests and documents: a row of bars for each process, or an event a line.
    ///
    /// # Format
    ///
    /// Bars, where the columns of `├` and of what ends a bar give the order of the events:
    ///
    /// ```text
    /// 0  ├─ write 1 ─┤  ├─ cas [1, 2] → false ─┤
    /// 1      ├─ read → 1 ─┤ ├─ write 2 ─?
    /// 2        ├─ write 3 ─╳  ├─ read → ?
    /// ```
    ///
    /// | it reads | it means |
    /// |---|---|
    /// | `├─ write 1 ─┤` | `write` is invoked with 1, and `ok` |
    /// | `├─ read → 1 ─┤` | `read` is invoked, and `ok` with 1 |
    /// | `├─ write 1 ─╳` | it fails |
    /// | `├─ write 1 ─?` | it ends with `info` |
    /// | `├─ read → ?` | it never ends; nothing follows in the row |
    ///
    /// Without `→` an operation ends with the value with which it was invoked. A process has one row.
    /// Where rows have events in the same column, invocations come before completions, so that bars
    /// that touch overlap; apart from that the upper row comes first. Columns count characters.
    ///
    /// Events, in the order of the lines:
    ///
    /// ```text
    /// 0 invoke write 1
    /// nemesis info start
    /// 0 ok write 1
    /// ```
    ///
    /// Values are JSON, and null where none stands there. The name of an operation, or of a process
    /// that is no client, is a word, or a JSON string. Blank lines are skipped.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::{Kind, Recording};
    ///
    /// let recording = Recording::from_notation(
    ///     "0  ├─ write 1 ─┤
    ///      1     ├─ read → 1 ─┤",
    /// )?;
    /// let kinds: Vec<Kind> = recording.events().map(|event| event.kind()).collect();
    /// assert_eq!(kinds, [Kind::Invoke, Kind::Invoke, Kind::Ok, Kind::Ok]);
    /// # Ok::<(), lockstep_history::ReadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ReadError::Line`] for the first line that is not as above or breaks a rule of histories. Its
    /// columns count characters.
    pub fn from_notation(text: &str) -> Result<Self, ReadError> {
        let builder = RecordingBuilder::new("notation", AfterInfo::Refuse);
        builder.read_whole(|chunk| {
            if text.trim().is_empty() {
                Err(Located::new(1, Fault::Empty))
            } else if bars::is_row(text) {
                bars::read(text, chunk)
            } else {
                lines::read(text, chunk)
            }
        })
    }
}

/// Returns the lines that are not blank, each with its number from 1.
fn lines_of(text: &str) -> impl Iterator<Item = (u64, Cursor<'_>)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| (number, Cursor::new(line, End::Line)))
}

/// Says that a line has a fault, whose column counts bytes.
fn error(line: u64, cursor: &Cursor<'_>, mut fault: Fault) -> Located {
    if let Fault::Syntax { column, .. } = &mut fault {
        let before = |(place, _): &(usize, char)| (*place as u64) + 1 < *column;
        *column = cursor.text.char_indices().take_while(before).count() as u64 + 1;
    }
    Located::new(line, fault)
}
