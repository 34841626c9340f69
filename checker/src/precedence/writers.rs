use crate::dense::dense;
use crate::precedence::sessions::Sessions;

/// The writes of each register, process by process.
pub(crate) struct Writers {
    /// Where the rows of each register begin, and behind them where the last ones end.
    starts: Vec<u32>,
    rows: Vec<Row>,
    writes: Vec<u32>,
}

/// The writes of one register by one process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) process: u32,
    from: u32,
    to: u32,
}

impl Writers {
    /// Takes pairs of a register and an operation that writes it.
    pub(crate) fn new(sessions: &Sessions, registers: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        // The operations of a process are neighbours.
        pairs.sort_unstable();
        let mut writers = Self {
            starts: vec![0; registers + 1],
            rows: Vec::new(),
            writes: pairs.iter().map(|(_, write)| *write).collect(),
        };
        let whose = |&(register, write): &(u32, u32)| (register, sessions.process[write as usize]);
        let mut from = 0;
        for chunk in pairs.chunk_by(|one, other| whose(one) == whose(other)) {
            let (register, process) = whose(&chunk[0]);
            let to = from + dense(chunk.len());
            writers.rows.push(Row { process, from, to });
            writers.starts[register as usize + 1] = dense(writers.rows.len());
            from = to;
        }
        for register in 0..registers {
            let before = writers.starts[register];
            let end = &mut writers.starts[register + 1];
            *end = before.max(*end);
        }
        writers
    }

    /// Returns the rows of a register.
    pub(crate) fn of(&self, register: u32) -> &[Row] {
        let [from, to] = [register, register + 1].map(|at| self.starts[at as usize] as usize);
        &self.rows[from..to]
    }

    /// Returns the writes of a row, in the order in which the process did them.
    pub(crate) fn writes(&self, row: Row) -> &[u32] {
        &self.writes[row.from as usize..row.to as usize]
    }

    /// Returns the last write of the row among the operations with a number below `end`.
    pub(crate) fn last_below(&self, row: Row, end: u32) -> Option<u32> {
        let writes = self.writes(row);
        let count = writes.partition_point(|write| *write < end);
        count.checked_sub(1).map(|last| writes[last])
    }
}
