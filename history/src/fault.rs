use thiserror::Error;

use crate::{Expected, Process, Rule};

/// What is wrong with a line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is nothing to read.
    #[error("the file is empty; expected at least one event")]
    Empty,
    /// The content is none of the known formats.
    #[error(
        "the format is not known; expected JSON lines, a JSON array, EDN or Jepsen's console log"
    )]
    UnknownFormat,
    /// No line of a console log is an operation.
    #[error(
        "no line is an operation; expected some of the form \"3⇥:invoke⇥:write⇥1\", where ⇥ is a tab"
    )]
    NoOperation,
    /// The file was cut before its end.
    #[error("the file ends inside {inside}; it was cut off")]
    CutOff {
        /// What the cut goes through: `this line`, `a list`.
        inside: &'static str,
    },
    /// The bytes are no text.
    #[error("byte {column} of the line is not UTF-8")]
    NotUtf8 {
        /// The place of the byte in its line, from 1.
        column: u64,
    },
    /// The text breaks the grammar of its format.
    #[error("column {column}: {found}; expected {expected}")]
    Syntax {
        /// The place of what was found in its line, in bytes from 1.
        column: u64,
        /// What stands there: `'x'`, `the end of the line`.
        found: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// A key stands twice in one object or map.
    #[error("the key {key} stands twice in one object")]
    DuplicateKey {
        /// The key as JSON.
        key: String,
    },
    /// Values are nested deeper than [`DEPTH_MAX`](crate::DEPTH_MAX).
    #[error("values are nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A field that every event has is missing.
    #[error("{field} is missing; expected {expected}")]
    Missing {
        /// The field.
        field: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// A field holds what it cannot hold.
    #[error(transparent)]
    Field(#[from] Expected),
    /// The event breaks a rule of histories.
    #[error("process {process}: {rule}")]
    Rule {
        /// Who acted.
        process: Process,
        /// What is wrong.
        rule: Rule,
    },
    /// The limit of events or of lines is reached.
    #[error("the history is too long; the limit is 4,294,967,295 events and as many lines")]
    TooManyEvents,
    /// The limit of operation names is reached.
    #[error("there are too many operation names; the limit is 65,536")]
    TooManyNames,
}

/// How deep values may be nested.
pub const DEPTH_MAX: usize = 128;

/// A fault and the line on which it stands.
#[derive(Debug)]
pub(crate) struct Located {
    /// From 1, for the first line of what is read.
    pub(crate) line: u64,
    pub(crate) fault: Fault,
}

impl Located {
    pub(crate) fn new(line: u64, fault: impl Into<Fault>) -> Self {
        let fault = fault.into();
        Self { line, fault }
    }
}
