//! The compact binary file: what a [`Recording`](super::Recording) consists of, column by column.
//!
//! `ARCHITECTURE.md` has the layout as a table.

mod header;
mod reader;
mod rules;
mod tables;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use reader::read;

/// What every such file begins with: no text does, and whoever takes it for text changes it.
pub(crate) const MAGIC: [u8; 8] = *b"\x89LSH\r\n\x1A\n";

const VERSION: u32 = 1;

/// Every column begins at a multiple of so many bytes.
const ALIGNMENT: u64 = 64;

/// The columns in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Flags,
    ProcessTable,
    Processes,
    NameTable,
    Names,
    ValueTable,
    Values,
    Times,
    Lines,
    ExtraNameTable,
    ExtraEvents,
    ExtraNames,
    ExtraValues,
}

impl Column {
    const ALL: [Column; 13] = [
        Column::Flags,
        Column::ProcessTable,
        Column::Processes,
        Column::NameTable,
        Column::Names,
        Column::ValueTable,
        Column::Values,
        Column::Times,
        Column::Lines,
        Column::ExtraNameTable,
        Column::ExtraEvents,
        Column::ExtraNames,
        Column::ExtraValues,
    ];

    /// Returns what messages call it.
    fn name(self) -> &'static str {
        match self {
            Column::Flags => "the column of types",
            Column::ProcessTable => "the table of processes",
            Column::Processes => "the column of processes",
            Column::NameTable => "the table of names",
            Column::Names => "the column of names",
            Column::ValueTable => "the table of values",
            Column::Values => "the column of values",
            Column::Times => "the column of times",
            Column::Lines => "the column of lines",
            Column::ExtraNameTable => "the table of other fields' names",
            Column::ExtraEvents => "the column of other fields' events",
            Column::ExtraNames => "the column of other fields' names",
            Column::ExtraValues => "the column of other fields' values",
        }
    }

    /// Returns how many bytes an entry can have.
    fn widths(self) -> &'static [u32] {
        match self {
            Column::Processes | Column::ExtraNames => &[1, 2, 4],
            Column::Names => &[1, 2],
            Column::Values | Column::ExtraValues => &[4, 8],
            Column::Times => &[8],
            Column::Lines | Column::ExtraEvents => &[4],
            Column::Flags
            | Column::ProcessTable
            | Column::NameTable
            | Column::ValueTable
            | Column::ExtraNameTable => &[1],
        }
    }
}
