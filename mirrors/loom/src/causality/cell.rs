use std::panic::Location;
use std::sync::atomic::AtomicU64;

use super::accesses::{Access, Accesses, Past};
use super::clocks::{number, with};

/// By which a cell is known again in an execution.
#[derive(Debug, Default)]
pub(crate) struct Cell(AtomicU64);

/// An access that ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Open {
    /// Nothing outside of executions.
    begun: Option<Begun>,
    access: Access,
}

#[derive(Clone, Copy, Debug)]
struct Begun {
    cell: usize,
    past: Past,
    location: &'static Location<'static>,
    address: usize,
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
        let address = std::ptr::from_ref(self).addr();
        let begun = with(|clocks, me| {
            let cell = number(&self.0, clocks, |clocks| {
                clocks.cells.push(Accesses::default());
                clocks.cells.len() - 1
            });
            let past = clocks.now(me, location);
            let of = std::mem::take(&mut clocks.cells[cell]);
            let conflict = clocks.conflict(&of, access, &past);
            clocks.cells[cell] = of;
            let conflict = conflict.or(clocks.use_memory(address, me, location));
            if conflict.is_none() {
                clocks.cells[cell].open.push((access, past));
            }
            let begun = Begun {
                cell,
                past,
                location,
                address,
            };
            (begun, conflict)
        });
        if let Some((_, Some(conflict))) = begun {
            conflict.refuse();
        }
        let begun = begun.map(|(begun, _)| begun);
        Open { begun, access }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(begun) = self.begun else {
            return;
        };
        let access = self.access;
        let conflict = with(|clocks, me| {
            let mut of = std::mem::take(&mut clocks.cells[begun.cell]);
            let mut open = of.open.iter();
            if let Some(place) = open.rposition(|open| *open == (access, begun.past)) {
                of.open.remove(place);
            }
            // What was released in the middle of it does not tell of its end.
            let past = clocks.now(me, begun.location);
            let conflict = clocks.conflict(&of, access, &past);
            of.note(access, past);
            clocks.cells[begun.cell] = of;
            conflict.or(clocks.use_memory(begun.address, me, begun.location))
        });
        if let Some(conflict) = conflict.flatten() {
            conflict.refuse();
        }
    }
}
