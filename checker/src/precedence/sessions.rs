use std::ops::Range;

use hashbrown::HashMap;
use lockstep_history::History;

use crate::dense::dense;

/// The operations that take part, process by process, in dense numbers.
///
/// Those of one process are neighbours, in the order in which it did them; the processes come in the
/// order of their first operations.
pub(crate) struct Sessions {
    /// Where each operation stands in the history's operations.
    pub(crate) places: Vec<u32>,
    /// The process of each operation, in dense numbers.
    pub(crate) process: Vec<u32>,
    /// The first operation of each process, and behind them how many operations there are.
    starts: Vec<u32>,
}

impl Sessions {
    /// Takes operations by their places in the history, in order.
    pub(crate) fn new<Op, Ret>(
        history: &History<Op, Ret>,
        taking_part: impl Iterator<Item = u32>,
    ) -> Self {
        let mut numbers = HashMap::new();
        let mut rows: Vec<Vec<u32>> = Vec::new();
        for place in taking_part {
            let process = history.operations()[place as usize].process;
            let row = *numbers.entry(process).or_insert_with(|| {
                rows.push(Vec::new());
                rows.len() - 1
            });
            rows[row].push(place);
        }
        let mut sessions = Self {
            places: Vec::new(),
            process: Vec::new(),
            starts: vec![0],
        };
        for (process, row) in (0u32..).zip(rows) {
            sessions.places.extend(&row);
            sessions.process.resize(sessions.places.len(), process);
            sessions.starts.push(dense(sessions.places.len()));
        }
        sessions
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn processes(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns the operations of a process.
    pub(crate) fn of(&self, process: u32) -> Range<u32> {
        self.start(process)..self.start(process + 1)
    }

    /// Returns the first operation of a process.
    pub(crate) fn start(&self, process: u32) -> u32 {
        self.starts[process as usize]
    }

    /// Returns how many operations of its process come before this one.
    pub(crate) fn position(&self, number: u32) -> u32 {
        number - self.start(self.process[number as usize])
    }

    /// Returns what the process did next.
    pub(crate) fn next(&self, number: u32) -> Option<u32> {
        let process = self.process[number as usize];
        (number + 1 < self.start(process + 1)).then_some(number + 1)
    }
}
