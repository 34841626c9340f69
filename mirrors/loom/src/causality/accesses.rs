use std::panic::Location;
use std::sync::atomic::AtomicU64;

use super::clocks::{Clocks, number, with};

/// What an access does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// What was done to a cell, as far as it can still race with something.
#[derive(Clone, Debug, Default)]
pub(super) struct Accesses {
    write: Option<Past>,
    /// The last of each task since the last write.
    reads: Vec<Past>,
    /// Those that have begun and not ended.
    open: Vec<(Access, Past)>,
}

/// An access, and when its task did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Past {
    task: usize,
    period: u32,
    location: &'static Location<'static>,
}

/// By which a cell is known again in an execution.
#[derive(Debug, Default)]
pub(crate) struct Cell(AtomicU64);

/// An access that ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Open {
    /// Nothing outside of executions.
    cell: Option<(usize, Past)>,
    access: Access,
}

impl Cell {
    pub(crate) const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Begins an access.
    ///
    /// # Panics
    ///
    /// If it races with another, or overlaps one of its own task and one of both writes.
    pub(crate) fn open(&self, access: Access, location: &'static Location<'static>) -> Open {
        let begun = with(|clocks, me| {
            let cell = number(&self.0, clocks, |clocks| {
                clocks.cells.push(Accesses::default());
                clocks.cells.len() - 1
            });
            let past = clocks.now(me, location);
            let conflict = clocks.conflict(cell, access, &past);
            if conflict.is_none() {
                clocks.cells[cell].open.push((access, past));
            }
            (cell, past, conflict)
        });
        let Some((cell, past, conflict)) = begun else {
            return Open { cell: None, access };
        };
        refuse(conflict, access, &past);
        Open {
            cell: Some((cell, past)),
            access,
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some((cell, begun)) = self.cell else {
            return;
        };
        let access = self.access;
        let conflict = with(|clocks, me| {
            let open = &mut clocks.cells[cell].open;
            if let Some(place) = open.iter().rposition(|open| *open == (access, begun)) {
                open.remove(place);
            }
            // What was released in the middle of it does not tell of its end.
            let past = clocks.now(me, begun.location);
            let conflict = clocks.conflict(cell, access, &past);
            clocks.cells[cell].note(access, past);
            conflict
        });
        refuse(conflict.flatten(), access, &begun);
    }
}

impl Clocks {
    fn now(&mut self, me: usize, location: &'static Location<'static>) -> Past {
        Past {
            task: me,
            period: self.task(me).clock.of(me),
            location,
        }
    }

    /// Returns an access that conflicts with one that the running task does now.
    fn conflict(&mut self, cell: usize, access: Access, now: &Past) -> Option<(Access, Past)> {
        let clock = self.task(now.task).clock.clone();
        let cell = &self.cells[cell];
        let is_before = |past: &Past| past.task == now.task || clock.of(past.task) >= past.period;
        let is_conflict = |other: Access| access == Access::Write || other == Access::Write;
        let open = cell.open.iter().find(|(other, _)| is_conflict(*other));
        let write = cell.write.filter(|past| !is_before(past));
        let read = cell.reads.iter().find(|past| !is_before(past));
        let read = read.filter(|_| access == Access::Write);
        open.copied()
            .or(write.map(|past| (Access::Write, past)))
            .or(read.map(|past| (Access::Read, *past)))
    }
}

impl Accesses {
    fn note(&mut self, access: Access, past: Past) {
        match access {
            Access::Write => {
                self.write = Some(past);
                self.reads.clear();
            }
            Access::Read => {
                self.reads.retain(|read| read.task != past.task);
                self.reads.push(past);
            }
        }
    }
}

/// Ends the execution if there is a conflict; unless it is ending anyway.
fn refuse(conflict: Option<(Access, Past)>, access: Access, now: &Past) {
    let Some((other, past)) = conflict else {
        return;
    };
    if std::thread::panicking() {
        return;
    }
    let (access, other) = (access.name(), other.name());
    assert!(
        past.task != now.task,
        "T{} {access} a cell at {} while it {other} it at {}",
        now.task,
        now.location,
        past.location
    );
    panic!(
        "data race on a cell: T{} {other} it at {}, and T{} {access} it at {}; neither happens before the other",
        past.task, past.location, now.task, now.location
    );
}

impl Access {
    fn name(self) -> &'static str {
        match self {
            Self::Read => "reads",
            Self::Write => "writes",
        }
    }
}
