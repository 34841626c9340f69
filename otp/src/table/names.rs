use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;

use lockstep_scheduler::gated::Gates;

/// Which tables of a node have which names.
#[derive(Default)]
pub(crate) struct TableNames(BTreeMap<String, Named>);

struct Named {
    /// The number of the table.
    place: usize,
    /// Its handle, of whatever type.
    table: Rc<dyn Any>,
}

impl Gates for TableNames {}

impl TableNames {
    pub(super) fn place_of(&self, name: &str) -> Option<usize> {
        Some(self.0.get(name)?.place)
    }

    pub(super) fn add(&mut self, name: String, place: usize, table: Rc<dyn Any>) {
        self.0.insert(name, Named { place, table });
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub(super) fn find(&self, name: &str) -> Option<Rc<dyn Any>> {
        Some(Rc::clone(&self.0.get(name)?.table))
    }
}
