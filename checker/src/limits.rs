use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lockstep_history::History;

/// Tells a running check to give up: by the clock, or because somebody said so.
///
/// Clones share one switch. A check that is stopped answers [`Verdict::Unknown`](crate::Verdict).
#[derive(Clone, Debug, Default)]
pub struct Stop {
    deadline: Option<Instant>,
    switch: Arc<AtomicBool>,
}

impl Stop {
    /// Makes a stop that nobody has said yet and no clock says.
    pub fn never() -> Self {
        Self::default()
    }

    /// Makes a stop that comes by itself after `duration` from now.
    pub fn after(duration: Duration) -> Self {
        Self {
            deadline: Instant::now().checked_add(duration),
            switch: Arc::default(),
        }
    }

    /// Stops every check that holds a clone.
    pub fn now(&self) {
        self.switch.store(true, Ordering::Relaxed);
    }

    /// Returns true once it is time to give up.
    pub fn is_due(&self) -> bool {
        self.switch.load(Ordering::Relaxed)
            || self
                .deadline
                .is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// How much a check may use before it answers unknown. The default has no bounds but memory: 4 GiB.
#[derive(Clone, Debug)]
pub struct Limits {
    /// When to give up.
    pub stop: Stop,
    /// The most that the search may hold at once, in bytes.
    pub memory_bytes: u64,
    /// The most configurations that one search of one independent part of the history may visit.
    pub configurations: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            stop: Stop::never(),
            memory_bytes: 4 << 30,
            configurations: u64::MAX,
        }
    }
}

/// The limit that a check reached before it could decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::stop`] was due.
    Time,
    /// [`Limits::memory_bytes`] would not have sufficed.
    Memory {
        /// The limit that was set, in bytes.
        bytes: u64,
    },
    /// [`Limits::configurations`] were visited.
    Configurations {
        /// The limit that was set.
        count: u64,
    },
    /// More operations were open at once than the search can hold.
    OpenOperations {
        /// How many it can hold.
        most: u32,
    },
    /// No monitor could decide, and [`Engine::Monitor`](crate::Engine::Monitor) was asked for.
    Monitor {
        /// Why.
        why: &'static str,
    },
    /// The property is decided only for registers whose operations are known to have read from each
    /// other, and an operation does not fit that.
    Unfit {
        /// The first such operation, by its place in the history's operations.
        operation: u32,
        /// Who did it.
        process: u64,
        /// The event that invoked it, from 0.
        event: u32,
        /// What does not fit.
        why: Unfit,
    },
}

/// Why an operation does not fit a check that has to know who read from whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is neither a read nor a write of one register.
    NoAccess,
    /// It writes a value that was written before, and somebody read.
    WrittenTwice,
    /// It writes what was there at the start, and somebody read.
    WrittenAtTheStart,
}

impl Limit {
    pub(crate) fn unfit<Op, Ret>(history: &History<Op, Ret>, place: u32, why: Unfit) -> Self {
        let operation = &history.operations()[place as usize];
        Limit::Unfit {
            operation: place,
            process: operation.process,
            event: operation.invoked,
            why,
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unfit::NoAccess => "is neither a read nor a write of one register",
            Unfit::WrittenTwice => "writes a value that was written before",
            Unfit::WrittenAtTheStart => "writes the value that was there at the start",
        })
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Time => f.write_str("the time limit was reached"),
            Limit::Memory { bytes } => write!(f, "the memory limit of {bytes} bytes was reached"),
            Limit::Configurations { count } => {
                write!(f, "the limit of {count} configurations was reached")
            }
            Limit::OpenOperations { most } => {
                write!(f, "more than {most} operations were open at once")
            }
            Limit::Monitor { why } => write!(f, "no monitor can decide: {why}"),
            Limit::Unfit {
                process,
                event,
                why,
                ..
            } => write!(
                f,
                "it is decided for reads and writes of values written once: what process {process} did in \
                 event {event} {why}"
            ),
        }
    }
}
