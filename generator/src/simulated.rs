use std::fmt;

use crate::{EventKind, Thread};

/// What was done in a simulated run: what [`Simulation::run`](crate::Simulation::run) returns.
///
/// # Format
///
/// Its `Display` has a line for each entry, in columns: the time in nanoseconds, the thread, the process (`-`
/// for the nemesis), what happened, and the op as `Debug` shows it.
///
/// ```
/// use lockstep_generator::{Generator, Simulation, list};
///
/// let g = list(["split", "heal"]).nemesis();
/// let simulated = Simulation::perfect(1).nemesis().run(&g)?;
/// let expected = [
///     " 0  nemesis  -  invoke  \"split\"",
///     "10  nemesis  -  ok      \"split\"",
///     "10  nemesis  -  invoke  \"heal\"",
///     "20  nemesis  -  ok      \"heal\"",
/// ];
/// assert!(simulated.to_string().lines().eq(expected));
/// # Ok::<(), lockstep_generator::Stuck>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated<Op> {
    entries: Vec<Entry<Op>>,
    end: End,
}

/// That an op of a simulated run began or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<Op> {
    /// When, in nanoseconds since the run began.
    pub time_ns: u64,
    /// Who did it.
    pub thread: Thread,
    /// The number of the process that acted for the client; none for the nemesis.
    pub process: Option<u64>,
    /// What happened.
    pub kind: EventKind,
    /// What was done.
    pub op: Op,
}

/// Why a simulated run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// The generator was done.
    Done,
    /// It had more ops than the simulation was to do.
    OpsMax,
    /// It went on for longer than the simulation was to.
    TimeMax,
}

impl<Op> Simulated<Op> {
    pub(crate) fn new(entries: Vec<Entry<Op>>, end: End) -> Self {
        Self { entries, end }
    }

    /// Returns what happened, in its order.
    pub fn entries(&self) -> &[Entry<Op>] {
        &self.entries
    }

    /// Returns the entries of ops that begin.
    pub fn invoked(&self) -> impl Iterator<Item = &Entry<Op>> {
        let entries = self.entries.iter();
        entries.filter(|entry| entry.kind == EventKind::Invoke)
    }

    /// Returns why it ended: whether the generator was done or was stopped.
    pub fn end(&self) -> End {
        self.end
    }
}

impl<Op> Entry<Op> {
    fn process(&self) -> String {
        self.process
            .map_or("-".to_string(), |process| process.to_string())
    }
}

impl<Op: fmt::Debug> fmt::Display for Simulated<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = || self.entries.iter();
        let time = rows().map(|entry| entry.time_ns.to_string().len());
        let thread = rows().map(|entry| entry.thread.to_string().len());
        let process = rows().map(|entry| entry.process().len());
        let [time, thread, process] =
            [time.max(), thread.max(), process.max()].map(|width| width.unwrap_or(0));
        for entry in rows() {
            writeln!(
                f,
                "{:>time$}  {:thread$}  {:process$}  {:6}  {:?}",
                entry.time_ns,
                entry.thread.to_string(),
                entry.process(),
                entry.kind.to_string(),
                entry.op
            )?;
        }
        Ok(())
    }
}
