use std::fmt;

use crate::check::text::counted;
use crate::exit::Exit;

/// How many histories got which verdict.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Summary {
    valid: usize,
    invalid: usize,
    unknown: usize,
    refused: usize,
    left_out: usize,
    operations: usize,
}

impl Summary {
    /// Counts a history by the name of its verdict.
    pub(crate) fn add(&mut self, verdict: &str, operations: usize) {
        self.operations += operations;
        match verdict {
            "valid" => self.valid += 1,
            "invalid" => self.invalid += 1,
            _ => self.unknown += 1,
        }
    }

    /// Counts what could not be judged.
    pub(crate) fn refuse(&mut self) {
        self.refused += 1;
    }

    /// Counts what was not judged, as nobody would have read it.
    pub(crate) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    pub(crate) fn files(&self) -> usize {
        self.valid + self.invalid + self.unknown + self.refused
    }

    /// Joins the verdicts.
    pub(crate) fn exit(&self) -> Exit {
        let exits = [
            (self.unknown + self.left_out, Exit::Unknown),
            (self.refused, Exit::Unusable),
            (self.invalid, Exit::Invalid),
        ];
        let met = exits.into_iter().filter(|(count, _)| *count > 0);
        met.map(|(_, exit)| exit).fold(Exit::Good, Exit::worst)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.valid, "valid"),
            (self.invalid, "invalid"),
            (self.unknown, "unknown"),
            (self.refused, "not readable"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        writeln!(
            f,
            "{}, {}: {}",
            counted(self.files(), "file"),
            counted(self.operations, "operation"),
            counts.join(", ")
        )
    }
}
